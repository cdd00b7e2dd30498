from django.utils import timezone
from django_tasks import task

from . import actions


@task()
def send_due_mails() -> int:
    """Send what is due now, without waiting for the next tick."""
    return actions.send_due(clock=timezone.now).done
