from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "bastide.core.backup"
    label = "backup"
    verbose_name = "Sauvegarde"
