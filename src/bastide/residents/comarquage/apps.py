from django.apps import AppConfig


class ComarquageConfig(AppConfig):
    name = "bastide.residents.comarquage"
    label = "comarquage"
    verbose_name = "Guides"
