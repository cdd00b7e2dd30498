"""The portal's own panels of a body's site: what the territory knows of a commune or an EPCI."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Epci, Mandate, Organisation
from bastide.core.territory.registry import CommunePanel, commune_panels
from bastide.data.gis.queries import SMALL, neighbourhood_map, territory_map

from . import queries
from .addresses import PARTS_ANCHOR, contact_address
from .facts import commune_facts, epci_facts
from .legal import statement_of
from .statements import ACCESSIBILITY, LEGAL_NOTICE, PERSONAL_DATA, PLAN, address_of
from .town_hall import TownHall, next_change


def commune_of(organisation: Organisation) -> Commune | None:
    return getattr(organisation, "commune", None)


def epci_of(organisation: Organisation) -> Epci | None:
    return getattr(organisation, "epci", None)


def town_hall(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    commune = commune_of(organisation)
    office = getattr(organisation, "office", None)
    if commune is None:
        return None
    if office is None:
        return {"hall": None, "commune": commune}
    hall = TownHall(office, at)
    return {
        "hall": hall,
        "commune": commune,
        "contact_url": contact_address(commune),
        "sources": () if hall.hours_verified_at else ("offices",),
        "expires_at": next_change(at, [hall.state]),
    }


def seat(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    epci = epci_of(organisation)
    if epci is None:
        return None
    office = getattr(organisation, "office", None)
    hall = TownHall(office, at) if office is not None else None
    known = hall is not None and hall.is_reachable
    return {
        "hall": hall if known else None,
        "epci": epci,
        "expires_at": next_change(at, [hall.state]) if hall and known else None,
    }


def around(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    commune = commune_of(organisation)
    if commune is None:
        return None
    near, far = queries.neighbourhood(commune)
    office = getattr(organisation, "office", None)
    spot = (office.lon, office.lat) if office and office.lon is not None and office.lat is not None else None
    drawing = neighbourhood_map(commune, near, far, spot=spot, spot_name=str(_("Mairie")))
    if drawing is None and not near:
        return None
    return {"drawing": drawing, "commune": commune, "neighbours": near, "sources": ("contours",)}


def elected(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """The head and the deputies by rank, then the others; says so when nobody is known."""
    held: list[Mandate] = organisation.mandates_now  # type: ignore[attr-defined]
    council = [each for each in held if each.function == Mandate.Function.COUNCILLOR]
    heads = (Mandate.Function.MAYOR, Mandate.Function.PRESIDENT)
    commune = commune_of(organisation)
    return {
        "commune": commune,
        "contact_url": contact_address(commune) if commune else "",
        "epci": epci_of(organisation),
        "head": next((each for each in held if each.function in heads), None),
        "deputies": [each for each in held if each.function != Mandate.Function.COUNCILLOR],
        "council": council,
        "sources": ("mandates",),
    }


def parts(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    commune = commune_of(organisation)
    if commune is None:
        return None
    found = list(commune.parts.filter(ended_on__isnull=True).order_by("bare_name", "pk"))
    former = list(commune.former_names.exclude(name="").order_by("name"))
    if not found and not former:
        return None
    delegated = [each for each in found if each.type == Commune.Type.DELEGUEE]
    return {
        "commune": commune,
        "anchor": PARTS_ANCHOR,
        "delegated": delegated,
        "associated": [each for each in found if each.type == Commune.Type.ASSOCIEE],
        "others": [each for each in found if each.type not in (Commune.Type.DELEGUEE, Commune.Type.ASSOCIEE)],
        "former": former,
        "sources": ("communes",) if found else (),
    }


def figures(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    if commune := commune_of(organisation):
        return {"rows": commune_facts(commune), "commune": commune, "sources": ("communes", "contours")}
    if epci := epci_of(organisation):
        return {"rows": epci_facts(epci, epci.members), "epci": epci, "sources": ("communes", "contours")}  # type: ignore[attr-defined]
    return None


def members(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    epci = epci_of(organisation)
    if epci is None:
        return None
    return {"epci": epci, "communes": epci.members, "sources": ("communes",)}  # type: ignore[attr-defined]


def perimeter(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    epci = epci_of(organisation)
    if epci is None:
        return None
    drawing = territory_map(epci.members, tones={epci.pk: 1}, room=SMALL)  # type: ignore[attr-defined]
    return {"epci": epci, "drawing": drawing, "sources": ("contours",)} if drawing else None


def site_statements(organisation: Organisation, at: datetime) -> dict[str, Any] | None:
    """The state of accessibility, which the law wants on the home page, and the other legal pages."""
    body = commune_of(organisation) or epci_of(organisation)
    if body is None:
        return None
    named = (
        (_("Mentions légales"), LEGAL_NOTICE),
        (_("Données personnelles"), PERSONAL_DATA),
        (_("Plan du site"), PLAN),
    )
    return {
        "status": statement_of(organisation).get_conformity_display(),
        "accessibility_url": address_of(body, ACCESSIBILITY),
        "links": [(label, address_of(body, page)) for label, page in named],
    }


commune_panels.plug(
    "portal.statements",
    CommunePanel(
        _("Ce site"), "portal/panels/statements.html", site_statements, order=90, column="side", related=("statement",)
    ),
)
commune_panels.plug(
    "portal.town_hall",
    CommunePanel(_("La mairie"), "portal/panels/town_hall.html", town_hall, order=10, column="side"),
)
commune_panels.plug(
    "portal.seat", CommunePanel(_("Le siège"), "portal/panels/seat.html", seat, order=10, column="side")
)
commune_panels.plug(
    "portal.around", CommunePanel(_("Autour"), "portal/panels/around.html", around, order=20, column="side")
)
commune_panels.plug(
    "portal.perimeter", CommunePanel(_("La carte"), "portal/panels/perimeter.html", perimeter, order=20, column="side")
)
commune_panels.plug("portal.members", CommunePanel(_("Les communes"), "portal/panels/members.html", members, order=10))
commune_panels.plug("portal.elected", CommunePanel(_("Vos élus"), "portal/panels/elected.html", elected, order=20))
commune_panels.plug(
    "portal.parts",
    CommunePanel(_("Communes déléguées et anciens noms"), "portal/panels/parts.html", parts, order=30),
)
commune_panels.plug("portal.figures", CommunePanel(_("En chiffres"), "portal/panels/figures.html", figures, order=40))
