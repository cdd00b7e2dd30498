from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "bastide.residents.publications"
    label = "publications"
    verbose_name = "Publications"
