from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "bastide.residents.news"
    label = "news"
    verbose_name = "Actualités"
