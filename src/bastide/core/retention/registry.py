"""The socket `rule`: what personal data an app holds, why, and when it goes."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bastide.kit.registry.sockets import Socket

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

#: The legal basis of most of what a public service keeps.
PUBLIC_TASK = _("Mission d’intérêt public (RGPD, article 6, paragraphe 1, e)")


class How(enum.Enum):
    DELETE = "delete"
    BLANK = "blank"

    @property
    def label(self) -> str:
        return str({How.DELETE: _("supprimées"), How.BLANK: _("rendues anonymes")}[self])


@dataclass(frozen=True)
class Rule:
    """Personal data of one model, kept for `days` days after an event.

    `fields` gives each field its name in French. That, `title`, `purpose`, `legal_basis` and `after` are read by the
    public: « Courriels envoyés », « Savoir ce qui a été dit à qui », « Mission d’intérêt public », « l’envoi ».
    `expired(before)` gives the rows whose event lies before a moment and that still hold the data: an erased row must
    not come back in it. DELETE removes them, BLANK writes `blank` over the `fields`. `erase(rows, at)` replaces either
    where a plain write is not enough; it runs in the transaction of its batch.
    """

    title: _StrOrPromise
    model: str
    fields: Mapping[str, _StrOrPromise]
    purpose: _StrOrPromise
    legal_basis: _StrOrPromise
    after: _StrOrPromise
    days: int
    how: How
    expired: Callable[[datetime], models.QuerySet[Any]]
    blank: Mapping[str, Any] = field(default_factory=dict)
    erase: Callable[[Any, datetime], object] | None = None

    def __post_init__(self) -> None:
        if self.how is How.BLANK and self.erase is None and (missing := set(self.fields) - set(self.blank)):
            raise ValueError(f"{self.title}: say what to write over {', '.join(sorted(missing))}.")

    @property
    def model_class(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows(self, at: datetime) -> models.QuerySet[Any]:
        """What must go at `at`."""
        return self.expired(at - timedelta(days=self.days))

    def erase_rows(self, rows: models.QuerySet[Any], at: datetime) -> None:
        if self.erase is not None:
            self.erase(rows, at)
        elif self.how is How.DELETE:
            rows.delete()
        else:
            rows.update(**self.blank)

    @property
    def delay(self) -> str:
        """« 3 ans », « 6 mois », « 30 jours », « aucun délai »."""
        if self.days == 0:
            return str(_("aucun délai"))
        if self.days % 365 == 0:
            years = self.days // 365
            return ngettext("%(count)s an", "%(count)s ans", years) % {"count": years}
        if self.days % 30 == 0 and self.days > 30:
            return str(_("%(count)s mois")) % {"count": self.days // 30}
        return ngettext("%(count)s jour", "%(count)s jours", self.days) % {"count": self.days}


rules = Socket(
    "core.retention.rule",
    module="retention",
    plug_type=Rule,
    doc="Which personal data is erased when, run by `bastide purge` and told on the privacy page.",
)
