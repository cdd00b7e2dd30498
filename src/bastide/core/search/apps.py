from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "bastide.core.search"
    label = "search"
    verbose_name = "Recherche"
