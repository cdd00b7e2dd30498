from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "bastide.residents.portal"
    label = "portal"
    verbose_name = "Portail"
