from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "bastide.core.workspace"
    label = "workspace"
    verbose_name = "Espace"
