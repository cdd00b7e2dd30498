from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.clockwork import Periodic
from bastide.kit.tasks.registry import periodics

from . import actions


class SomeRulesFailed(Exception):
    """Some data past its time could not be erased."""


def purge(at: datetime, say: Callable[[str], None]) -> None:
    if failed := actions.purge(at=at, say=say).failed:
        raise SomeRulesFailed(", ".join(failed))


periodics.plug(
    "retention.purge",
    Periodic(
        _("Effacement des données arrivées à terme"), every=timedelta(days=1), run=purge, longest=timedelta(hours=1)
    ),
)
