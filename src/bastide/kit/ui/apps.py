from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "bastide.kit.ui"
    label = "ui"
    verbose_name = "Interface"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registering a check is importing its module)
