from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions


def forget_past(at: datetime, say: Callable[[str], None]) -> None:
    # Two days: a night on which the clock did not run is caught up.
    say(f"{actions.forget_past(since=at - timedelta(days=2), at=at)} past events left the search")


periodics.plug("agenda.past", Periodic(_("Événements passés"), every=timedelta(days=1), run=forget_past))
