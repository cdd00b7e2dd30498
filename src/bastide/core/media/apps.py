from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "bastide.core.media"
    label = "media"
    verbose_name = "Médias"
