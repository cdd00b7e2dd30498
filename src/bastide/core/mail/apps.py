from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "bastide.core.mail"
    label = "mail"
    verbose_name = "Courriels"
