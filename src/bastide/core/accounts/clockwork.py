"""What accounts want done by the clock: passing on what waited for people who left."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic, periodics

from . import actions
from .models import Membership


def hand_over(at: datetime, say: Callable[[str], None]) -> None:
    over = Membership.objects.to_hand_over(at)
    moved = sum(actions.hand_over_after_departure(membership=membership, at=at) for membership in over)
    say(f"{len(over)} departures, {moved} things passed on")


periodics.plug("accounts.handover", Periodic(_("Reprise après un départ"), every=timedelta(hours=1), run=hand_over))
