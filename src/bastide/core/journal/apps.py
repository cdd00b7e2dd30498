from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "bastide.core.journal"
    label = "journal"
    verbose_name = "Journal"
