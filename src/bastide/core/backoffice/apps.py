from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    name = "bastide.core.backoffice"
    label = "backoffice"
    verbose_name = "Arrière-boutique"
