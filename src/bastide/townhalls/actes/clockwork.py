"""Each minute: what waits leaves, what came is fetched."""

from __future__ import annotations

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
        say(f"{ran.done} sent, {ran.put_back} put back, {ran.given_up} given up")


class NotAllAnswered(Exception):
    """Some operators did not answer, or some answers could not be taken in; `str()` says which."""


def collect(at: datetime, say: Callable[[str], None]) -> None:
    """Raises NotAllAnswered after asking everybody: nobody would read it otherwise."""
    collected = actions.collect(clock=timezone.now)
    if collected.kept:
        say(f"{collected.kept} answers kept")
    if collected.problems:
        raise NotAllAnswered(" · ".join(collected.problems))


def alert(at: datetime, say: Callable[[str], None]) -> None:
    if told := actions.tell_what_is_late(at=at):
        say(f"{told} bodies told")


#: One conversation with an operator may last four minutes, and several wait their turn.
LONGEST = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
periodics.plug(
    "actes.alert", Periodic(_("Alertes sur les actes"), every=timedelta(hours=1), run=alert, longest=LONGEST)
)
periodics.plug("actes.send", Periodic(_("Envoi des actes"), every=MINUTE, run=send, longest=LONGEST))
periodics.plug("actes.collect", Periodic(_("Réponses de la préfecture"), every=MINUTE, run=collect, longest=LONGEST))
