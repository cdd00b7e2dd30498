"""A job with an effect, whose worker can be told at which step to die."""

import os
import signal
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from bastide.core.mail.models import Mail
from bastide.kit.tasks.running import run_due

from . import AGAIN, STEPS

LEASE_S = 5


def die_when(step: str) -> None:
    if os.environ.get("DIE") == step:
        os.kill(os.getpid(), signal.SIGKILL)


def effect(mail: Mail, at: datetime) -> None:
    """Add a mark: twice in effect would be two marks."""
    die_when("before the effect")
    mail.recipients = [*mail.recipients, "done"]
    mail.save(update_fields=["recipients"])
    die_when("after the effect")


@task()
def do_what_is_due(subject: str) -> None:
    die_when("before the lease")
    due = Mail.objects.filter(subject=subject)
    if os.environ.get("DIE") == "with the lease":
        due.lease(timezone.now(), LEASE_S)
        die_when("with the lease")
    run_due(due, effect, clock=timezone.now, seconds=LEASE_S)
    die_when("after the commit")


def ask() -> None:
    """Put in the queue a job for each step, in a queue of its own, and the one by which a sweep would ask again."""
    for step in STEPS:
        now = timezone.now()
        Mail.objects.create(subject=step, recipients=[], sender="", content=b"", due_at=now, asked_at=now)
        for queue in (step, AGAIN):
            do_what_is_due.using(queue_name=queue).enqueue(step)
