from django.apps import AppConfig


class DomainsConfig(AppConfig):
    name = "bastide.core.domains"
    label = "domains"
    verbose_name = "Domaines"
