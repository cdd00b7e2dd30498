from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions


def send(at: datetime, say: Callable[[str], None]) -> None:
    ran = actions.send_due(clock=timezone.now)
    if ran.total:
        say(f"{ran.done} mails sent, {ran.put_back} put back, {ran.given_up} given up")


periodics.plug("mail.send", Periodic(_("Envoi des courriels"), every=timedelta(minutes=1), run=send))
