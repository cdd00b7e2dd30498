from django.apps import AppConfig


class PortabilityConfig(AppConfig):
    name = "bastide.core.portability"
    label = "portability"
    verbose_name = "Portabilité"
