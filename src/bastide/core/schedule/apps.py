from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "bastide.core.schedule"
    label = "schedule"
    verbose_name = "Horloge"
