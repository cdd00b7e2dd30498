from django.apps import AppConfig

from bastide.kit.registry.sockets import discover
from bastide.kit.registry.starting import starts


class RegistryConfig(AppConfig):
    name = "bastide.kit.registry"
    label = "registry"
    verbose_name = "Prises"

    def ready(self) -> None:
        discover()
        for _name, start in starts:
            start.run()
