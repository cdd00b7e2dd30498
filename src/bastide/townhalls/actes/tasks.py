from django.utils import timezone
from django_tasks import task

from . import actions


@task()
def send_soon() -> int:
    """Send what waits now, without waiting for the next tick; then look for answers."""
    done = actions.send_due(clock=timezone.now).done
    actions.collect(clock=timezone.now)
    return done
