from django.apps import AppConfig


class GisConfig(AppConfig):
    name = "bastide.data.gis"
    label = "gis"
    verbose_name = "Carte"
