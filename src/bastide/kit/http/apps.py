from django.apps import AppConfig


class HttpConfig(AppConfig):
    name = "bastide.kit.http"
    label = "http"
    verbose_name = "HTTP"
