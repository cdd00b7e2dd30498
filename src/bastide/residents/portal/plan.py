"""The plan of the site, from what there is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from bastide.core.territory.models import Commune, Epci, Territory

from . import queries


@dataclass(frozen=True)
class SitePlan:
    """EPCI with their communes (`whole`), or none of them when the list of communes is the better place."""

    epcis: list[Epci]
    commune_count: int
    names_communes: bool
    alone: list[Commune]


def site_plan(territory: Territory | None) -> SitePlan:
    """Four queries."""
    communes = queries.communes_of(territory)
    number = communes.count()
    if number > queries.MAP_LIMIT:
        return SitePlan([], number, False, [])
    named = communes.only("bare_name", "name_kind", "slug", "epci_id")
    epcis = queries.epcis_of(territory).prefetch_related(Prefetch("communes", named, to_attr="whole"))
    return SitePlan(list(epcis), number, True, list(named.filter(epci=None)))
