"""What the showcase wants done by the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions


def forget_ended(at: datetime, say: Callable[[str], None]) -> None:
    if count := actions.forget_ended(at=at):
        say(f"{count} ended things taken out of the search")


periodics.plug(
    "showcase.ended", Periodic(_("Fiches de la vitrine terminées"), every=timedelta(hours=1), run=forget_ended)
)
