from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic, periodics

from . import actions


def settle(at: datetime, say: Callable[[str], None]) -> None:
    """What a process that died between its commit and the numbering left waiting, and what may be forgotten."""
    numbered, dropped = actions.number_purges(at=at), actions.drop_old_purges(at=at)
    if numbered or dropped:
        say(f"{numbered} purges had been left waiting, {dropped} old ones forgotten")


periodics.plug("http.purges", Periodic(_("Pages à refaire"), every=timedelta(minutes=1), run=settle))
