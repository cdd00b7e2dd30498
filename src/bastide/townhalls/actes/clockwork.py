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


def collect(at: datetime, say: Callable[[str], None]) -> None:
    """One body's operator that is away is no failure of the round: `health.operators` tells who got no answer."""
    collected = actions.collect(clock=timezone.now)
    if collected.kept or collected.problems:
        say(" · ".join([f"{collected.kept} answers kept", *collected.problems]))


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
