"""What the directory does by itself: once a year it asks the places whether their record is still right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bastide.kit.tasks.clockwork import Periodic, periodics

from . import actions


def ask(at: datetime, say: Callable[[str], None]) -> None:
    number = actions.ask_yearly(at=at)
    say(ngettext("%(number)s lieu interrogé", "%(number)s lieux interrogés", number) % {"number": number})


periodics.plug("directory.ask", Periodic(_("Fiches à confirmer"), every=timedelta(days=1), run=ask))
