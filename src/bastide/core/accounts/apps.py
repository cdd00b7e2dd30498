from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "bastide.core.accounts"
    label = "accounts"
    verbose_name = "Comptes"
