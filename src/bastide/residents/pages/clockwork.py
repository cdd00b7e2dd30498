"""What pages want done by the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions
from .actions.rights import refresh_all_rights


def publish(at: datetime, say: Callable[[str], None]) -> None:
    due, over = actions.publish_due(at=at)
    if due or over:
        say(f"{due} pages published, {over} withdrawn")


def remind(at: datetime, say: Callable[[str], None]) -> None:
    if count := actions.remind(at=at):
        say(f"{count} pages to read again")


def translations(at: datetime, say: Callable[[str], None]) -> None:
    if count := actions.remind_of_translations(at=at):
        say(f"{count} translations to read again")


def rights(at: datetime, say: Callable[[str], None]) -> None:
    refresh_all_rights(at=at)


periodics.plug("pages.publish", Periodic(_("Publication programmée"), every=timedelta(minutes=1), run=publish))
periodics.plug("pages.remind", Periodic(_("Pages à relire"), every=timedelta(hours=6), run=remind))
periodics.plug("pages.rights", Periodic(_("Droits d’écrire des pages"), every=timedelta(minutes=10), run=rights))
periodics.plug("pages.translations", Periodic(_("Traductions à revoir"), every=timedelta(hours=6), run=translations))
