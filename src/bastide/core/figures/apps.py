from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "bastide.core.figures"
    label = "figures"
    verbose_name = "Chiffres"
