from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions


def compile_layers(at: datetime, say: Callable[[str], None]) -> None:
    actions.ask_for_what_changed(at=at)
    ran = actions.compile_due(clock=timezone.now, say=say)
    if ran.put_back or ran.lost:
        say(f"{ran.put_back} put back, {ran.lost} lost")


def sweep(at: datetime, say: Callable[[str], None]) -> None:
    actions.sweep(at=at, say=say)


periodics.plug(
    "geostore.compile",
    Periodic(_("Couches de la carte"), every=timedelta(minutes=1), run=compile_layers, longest=timedelta(minutes=30)),
)
periodics.plug("geostore.sweep", Periodic(_("Ménage des couches"), every=timedelta(hours=1), run=sweep))
