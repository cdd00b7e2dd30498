"""What the search wants done by the clock: entries change one by one too, and no rebuild follows that tidies."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic, periodics

from . import actions


def tidy(at: datetime, say: Callable[[str], None]) -> None:
    actions.tidy()
    say("the index is tidy")


periodics.plug(
    "search.tidy",
    Periodic(
        _("Entretien de l’index de recherche"),
        every=timedelta(days=1),
        run=tidy,
        longest=timedelta(hours=1),
        is_long=True,
    ),
)
