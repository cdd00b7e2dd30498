"""What the territory's pages say they do not know, body by body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Mandate, Office, Territory

from . import queries


@dataclass(frozen=True)
class Gap:
    """One thing that is unknown, and of which communes; their names tell whom to ask."""

    label: Any
    names: list[str]


def gaps_of(territory: Territory | None) -> list[Gap]:
    """Six queries; only what is really missing."""
    communes = list(queries.with_office(queries.communes_of(territory)).select_related("contour"))
    led = set(
        Mandate.objects.filter(
            organisation__territory=territory, function=Mandate.Function.MAYOR, ended_on__isnull=True
        ).values_list("organisation_id", flat=True)
    )
    found = [
        Gap(_("Horaires inconnus"), _without(communes, "hours")),
        Gap(_("Téléphone inconnu"), _without(communes, "phone")),
        Gap(_("Adresse électronique inconnue"), _without(communes, "email")),
        Gap(_("Adresse inconnue"), _without(communes, "address")),
        Gap(_("Accessibilité inconnue"), _without(communes, "accessibility")),
        Gap(_("Maire inconnu"), [each.name for each in communes if each.organisation_id not in led]),
        Gap(_("Contour inconnu"), [each.name for each in communes if not hasattr(each, "contour")]),
    ]
    return [gap for gap in found if gap.names]


def _without(communes: list[Commune], field: str) -> list[str]:
    return [each.name for each in communes if _is_unknown(queries.office_of(each), field)]


def _is_unknown(office: Office | None, field: str) -> bool:
    """Closed all week ({}) is known."""
    return office is None or office.value(field) in (None, "")
