"""When each periodic work runs next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.models import DueWork, DueWorkQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PeriodicRunQuerySet(DueWorkQuerySet["PeriodicRun"]):
    def put_off(self, token: Any, due_at: datetime, **fields: Any) -> None:
        """End the run leased under `token`, and make it due again. Raises LeaseLost."""
        self._end(token, state=DueWork.State.DUE, due_at=due_at, **fields)


class PeriodicRun(DueWork):
    """One row per name plugged into `kit.tasks.clockwork`; it is never done for good."""

    max_attempts = None
    #: Periods may be long; `actions.tick` knows each, and what lies beyond it.
    furthest = timedelta(days=3660)

    name = models.CharField(_("nom"), max_length=80, unique=True)
    ran_at = models.DateTimeField(_("dernier passage réussi"), null=True, blank=True)
    said = models.TextField(_("ce qui a été fait"), blank=True)

    objects = PeriodicRunQuerySet.as_manager()

    class Meta(DueWork.Meta):
        verbose_name = _("travail périodique")
        verbose_name_plural = _("travaux périodiques")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def next_on_grid(at: datetime, every: timedelta) -> datetime:
    """The first moment after `at` on the grid of `every`, counted from 1970 in UTC."""
    return EPOCH + ((at - EPOCH) // every + 1) * every
