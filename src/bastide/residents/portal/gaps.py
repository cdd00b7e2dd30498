"""What the territory's pages say they do not know, body by body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Mandate, Office, Organisation, Territory

from . import queries
from .legal import lacks, statement_of

STATEMENTS = "portal_space:statements"


#: Besides the town hall.
RELATED = ("contour", "organisation__statement")


@dataclass(frozen=True)
class Gap:
    """One thing that is unknown, and of which communes; their names tell whom to ask.

    `screen` is the name of the workspace's screen where a town hall gives it, or nothing: only a load brings it.
    """

    label: Any
    communes: list[Commune]
    screen: str = ""

    @property
    def names(self) -> list[str]:
        return [commune.name for commune in self.communes]


def gaps_of(territory: Territory | None) -> list[Gap]:
    """Six queries; only what is really missing."""
    return _gaps(list(queries.with_office(queries.communes_of(territory)).select_related(*RELATED)))


def gaps_of_body(organisation: Organisation) -> list[Gap]:
    """Those that a body can do something about: the whole territory's for the pôle, a commune's own, else none."""
    if organisation.kind == Organisation.Kind.POLE:
        return gaps_of(organisation.territory)
    own = Commune.objects.filter(organisation=organisation)
    return _gaps(list(queries.with_office(own).select_related(*RELATED)))


def _gaps(communes: list[Commune]) -> list[Gap]:
    led = set(
        Mandate.objects.in_force_on(timezone.localdate())
        .filter(organisation__in={commune.organisation_id for commune in communes}, function=Mandate.Function.MAYOR)
        .values_list("organisation_id", flat=True)
    )

    def lacking(is_unknown: Callable[[Commune], bool]) -> list[Commune]:
        return [commune for commune in communes if is_unknown(commune)]

    def without(field: str) -> list[Commune]:
        return lacking(lambda commune: _is_unknown(queries.office_of(commune), field))

    found = [
        Gap(_("Horaires inconnus"), without("hours"), "workspace:hours"),
        Gap(_("Téléphone inconnu"), without("phone"), "workspace:contact"),
        Gap(_("Adresse électronique inconnue"), without("email"), "workspace:contact"),
        Gap(_("Adresse inconnue"), without("address"), "workspace:contact"),
        Gap(_("Accessibilité inconnue"), without("accessibility"), "workspace:contact"),
        Gap(_("Maire inconnu"), lacking(lambda commune: commune.organisation_id not in led), "workspace:elected"),
        Gap(_("Mentions légales incomplètes"), lacking(lambda commune: _says_too_little(commune, led)), STATEMENTS),
        Gap(_("Plan d’accessibilité non publié"), lacking(_has_no_plan), STATEMENTS),
        Gap(_("Contour inconnu"), lacking(lambda commune: not hasattr(commune, "contour"))),
    ]
    return [gap for gap in found if gap.communes]


def _says_too_little(commune: Commune, led: set[int]) -> bool:
    """Whether a legal page of its site says « non renseigné », but for what has a gap of its own above."""
    if commune.organisation is None:
        return False
    lacked = lacks(commune.organisation, has_head=commune.organisation_id in led)
    return any(each.field in ("publication_director", "dpo_email", "accessibility_email") for each in lacked)


def _has_no_plan(commune: Commune) -> bool:
    return commune.organisation is not None and not statement_of(commune.organisation).plan.strip()


def _is_unknown(office: Office | None, field: str) -> bool:
    """Closed all week ({}) is known."""
    return office is None or office.value(field) in (None, "")
