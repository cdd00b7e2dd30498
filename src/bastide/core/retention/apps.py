from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "bastide.core.retention"
    label = "retention"
    verbose_name = "Conservation des données"
