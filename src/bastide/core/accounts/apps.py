from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bastide.core.accounts"
    label = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        import_module("bastide.core.accounts.receivers")
