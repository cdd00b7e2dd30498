from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.http import actions as pages
from bastide.kit.http import front
from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions
from .tasks import beat


def ask_for_a_beat(at: datetime, say: Callable[[str], None]) -> None:
    """A job that does nothing: one that waits for long shows that no worker takes any."""
    beat.enqueue()


def forget_jobs(at: datetime, say: Callable[[str], None]) -> None:
    """The rows of finished jobs: what they did is written where it was done."""
    if count := actions.forget_jobs(before=at - timedelta(days=7)):
        say(f"{count} finished jobs forgotten")


def settle_purges(at: datetime, say: Callable[[str], None]) -> None:
    """Purges of pages that a process, killed right after its commit, left without a number; and old ones."""
    numbered, forgotten = pages.number_purges(at=at), pages.drop_old_purges(at=at)
    front.forget_old_copies(at=at)
    if sent := front.send_due(at=at):
        say(f"{sent} addresses taken back from the caches in front")
    if numbered or forgotten:
        say(f"{numbered} purges had been left waiting, {forgotten} old ones forgotten")


periodics.plug("schedule.beat", Periodic(_("Battement du travailleur"), every=timedelta(minutes=5), run=ask_for_a_beat))
periodics.plug("schedule.forget_jobs", Periodic(_("Oubli des travaux faits"), every=timedelta(days=1), run=forget_jobs))
periodics.plug("schedule.purges", Periodic(_("Pages à refaire"), every=timedelta(minutes=1), run=settle_purges))
