from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "bastide.kit.tasks"
    label = "tasks"
    verbose_name = "Tâches"
