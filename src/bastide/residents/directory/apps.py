from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "bastide.residents.directory"
    label = "directory"
    verbose_name = "Annuaire"
