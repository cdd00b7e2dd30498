from django.apps import AppConfig

from bastide.kit.registry.sockets import discover


class RegistryConfig(AppConfig):
    name = "bastide.kit.registry"
    label = "registry"
    verbose_name = "Prises"

    def ready(self) -> None:
        discover()
