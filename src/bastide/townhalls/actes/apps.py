from django.apps import AppConfig


class ActesConfig(AppConfig):
    name = "bastide.townhalls.actes"
    label = "actes"
    verbose_name = "Actes"
