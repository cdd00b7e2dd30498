"""What the directory does by itself: each year it asks the places whether they are right; it goes on importing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bastide.kit.tasks.clockwork import Periodic, periodics

from . import actions


def ask(at: datetime, say: Callable[[str], None]) -> None:
    number = actions.ask_yearly(at=at)
    say(ngettext("%(number)s lieu interrogé", "%(number)s lieux interrogés", number) % {"number": number})


periodics.plug("directory.ask", Periodic(_("Fiches à confirmer"), every=timedelta(days=1), run=ask))


def check(at: datetime, say: Callable[[str], None]) -> None:
    number = actions.check_lists(clock=timezone.now)
    say(ngettext("%(number)s ligne lue", "%(number)s lignes lues", number) % {"number": number})


periodics.plug(
    "directory.checks",
    Periodic(
        _("Longues listes de lieux à lire"), timedelta(minutes=5), check, longest=timedelta(hours=2), is_long=True
    ),
)


def bring_in(at: datetime, say: Callable[[str], None]) -> None:
    number = actions.bring_in(clock=timezone.now, seconds=45)
    say(ngettext("%(number)s ligne lue", "%(number)s lignes lues", number) % {"number": number})


periodics.plug(
    "directory.imports", Periodic(_("Listes de lieux à faire entrer"), every=timedelta(minutes=1), run=bring_in)
)
