from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions


def watch(at: datetime, say: Callable[[str], None]) -> None:
    if told := actions.tell_what_is_broken(at=at):
        say(f"{told} people told what is broken")


periodics.plug("workspace.watch", Periodic(_("Veille du service"), every=timedelta(days=1), run=watch))
