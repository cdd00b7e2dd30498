from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "bastide.data.opendata"
    label = "opendata"
    verbose_name = "Données ouvertes"
