from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "bastide.kit.ui"
    label = "ui"
    verbose_name = "Interface"
