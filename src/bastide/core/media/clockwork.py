from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions


def read(at: datetime, say: Callable[[str], None]) -> None:
    actions.queue_unread(at=at)
    ran = actions.read_due(clock=timezone.now)
    if ran.total:
        say(f"{ran.done} documents read, {ran.put_back} put back, {ran.given_up} given up")


periodics.plug(
    "media.read",
    # A scanned bulletin may take half an hour: mails and acts do not wait for it.
    Periodic(_("Lecture des documents"), timedelta(minutes=1), read, longest=timedelta(hours=2), is_long=True),
)
