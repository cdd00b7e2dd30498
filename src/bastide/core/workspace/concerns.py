"""What can be missing in a town hall's data: one filter each, for the tasks of one body and the lists of the pôle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Correction, Mandate, Office, Organisation

#: Hours are asked about once a year.
STALE_AFTER = timedelta(days=365)

Offices = QuerySet[Office]


@dataclass(frozen=True)
class Concern:
    """`title` heads the pôle's list; `among(offices, at)` keeps the offices concerned."""

    title: Any
    among: Callable[[Offices, datetime], Offices]


def _in_force(field: str) -> QuerySet[Correction]:
    return Correction.objects.filter(office=OuterRef("pk"), field=field, withdrawn_at__isnull=True)


def _hours_unknown(offices: Offices, at: datetime) -> Offices:
    return offices.filter(hours__isnull=True).exclude(Exists(_in_force("hours")))


def _hours_unconfirmed(offices: Offices, at: datetime) -> Offices:
    fresh = _in_force("hours").filter(made_at__gt=at - STALE_AFTER)
    return offices.filter(hours__isnull=False).exclude(Exists(fresh))


def _mayor_unknown(offices: Offices, at: datetime) -> Offices:
    mayors = Mandate.objects.filter(
        organisation=OuterRef("organisation"), function=Mandate.Function.MAYOR, ended_on__isnull=True
    )
    return offices.exclude(Exists(mayors))


#: By the word that stands in the address of the list.
CONCERNS = {
    "horaires": Concern(_("Mairies sans horaires"), _hours_unknown),
    "maire": Concern(_("Mairies sans nom de maire"), _mayor_unknown),
    "verification": Concern(_("Mairies aux horaires à vérifier"), _hours_unconfirmed),
}


def town_halls(organisation: Organisation) -> Offices:
    """The town hall of a commune; for the pôle, those of all communes of its territory."""
    offices = Office.objects.filter(organisation__kind=Organisation.Kind.COMMUNE)
    if organisation.kind == Organisation.Kind.POLE:
        return offices.filter(organisation__territory=organisation.territory_id)
    return offices.filter(organisation=organisation)
