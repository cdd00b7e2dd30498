from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "bastide.kit.health"
    label = "health"
    verbose_name = "État du service"
