from django.apps import AppConfig


class ShowcaseConfig(AppConfig):
    name = "bastide.residents.showcase"
    label = "showcase"
    verbose_name = "Vitrine"
