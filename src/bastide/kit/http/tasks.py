from django.utils import timezone
from django_tasks import task

from . import front


@task()
def send_purges() -> None:
    """Ask the caches in front to forget what is due; what fails is asked again by `bastide tick`."""
    front.send_due(at=timezone.now())
