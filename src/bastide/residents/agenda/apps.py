from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "bastide.residents.agenda"
    label = "agenda"
    verbose_name = "Agenda"
