from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "bastide.core.territory"
    label = "territory"
    verbose_name = "Territoire"
