from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "bastide.residents.pages"
    label = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415  (registering a check is importing its module)
