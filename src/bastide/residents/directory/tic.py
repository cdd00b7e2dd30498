"""« Les TIC faciles »: pages made from data. What each says of the territory, or of one commune."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from bastide.core.territory.models import Commune, Territory
from bastide.data.gis.queries import communes_like

from .listing import MOST_COMMUNES, Listing, backdrop
from .models import FixedCoverage, MobileSite, NetworkFile, Place
from .shown import ShownPlace, papi_rows, wifi_rows

GENERATIONS = ("2G", "3G", "4G", "5G")


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    operator: str


@dataclass(frozen=True)
class MobileRow:
    """One commune, or the whole territory: for each operator, how many sites and what they offer."""

    commune: Commune | None
    cells: list[tuple[str, int, str]]

    @property
    def total(self) -> int:
        return sum(count for _operator, count, _words in self.cells)


@dataclass(frozen=True)
class MobilePage:
    file: NetworkFile | None
    planned_file: NetworkFile | None
    operators: list[str]
    whole: MobileRow
    rows: list[MobileRow]
    planned: list[tuple[Commune, list[str]]]
    dots: list[Dot]
    drawing: Any
    commune: Commune | None


def files() -> dict[str, NetworkFile]:
    return {each.kind: each for each in NetworkFile.objects.all()}


def mobile_page(territory: Territory | None, asked: str) -> MobilePage:
    """Six queries. A territory of more communes than a page can hold shows the first of them, and the one asked for."""
    known = files()
    file, planned_file = known.get(NetworkFile.Kind.MOBILE), known.get(NetworkFile.Kind.PLANNED)
    likely = communes_like(asked, territory) if asked else []
    here = likely[0] if len(likely) == 1 else None
    communes = {each.insee_code: each for each in _communes(territory, here)}
    sites = list(MobileSite.objects.filter(file=file, insee_code__in=communes)) if file else []
    operators = sorted({site.operator for site in sites})
    by_commune: dict[str, list[MobileSite]] = {code: [] for code in communes}
    for site in sites:
        by_commune[site.insee_code].append(site)
    rows = [MobileRow(communes[code], _cells(found, operators)) for code, found in by_commune.items()]
    planned = _planned(planned_file, communes)
    drawing = backdrop(territory, None)
    dots = []
    if drawing is not None and drawing.bounds is not None:
        dots = [
            Dot(*drawing.place(site.lon, site.lat), site.operator)
            for site in sites
            if site.lon is not None and site.lat is not None
        ]
    return MobilePage(
        file, planned_file, operators, MobileRow(None, _cells(sites, operators)), rows, planned, dots, drawing, here
    )


def _communes(territory: Territory | None, here: Commune | None) -> list[Commune]:
    if here is not None:
        return [here]
    found = Commune.objects.in_territory(territory).order_by("bare_name", "pk")
    return list(found[:MOST_COMMUNES])


def _cells(sites: list[MobileSite], operators: list[str]) -> list[tuple[str, int, str]]:
    cells = []
    for operator in operators:
        mine = [site for site in sites if site.operator == operator]
        offered = [each for each in GENERATIONS if any(each in site.technologies for site in mine)]
        cells.append((operator, len(mine), ", ".join(offered)))
    return cells


def _planned(file: NetworkFile | None, communes: dict[str, Commune]) -> list[tuple[Commune, list[str]]]:
    if file is None:
        return []
    told: dict[str, list[str]] = {}
    for site in MobileSite.objects.filter(file=file, insee_code__in=communes):
        told.setdefault(site.insee_code, []).append(site.operator)
    return [(communes[code], sorted(set(operators))) for code, operators in told.items()]


@dataclass(frozen=True)
class FixedPage:
    file: NetworkFile | None
    technologies: list[str]
    rows: list[tuple[Commune, list[tuple[str, float | None]]]]
    commune: Commune | None


def fixed_page(territory: Territory | None, asked: str) -> FixedPage:
    file = files().get(NetworkFile.Kind.FIXED)
    likely = communes_like(asked, territory) if asked else []
    here = likely[0] if len(likely) == 1 else None
    if file is None:
        return FixedPage(None, [], [], here)
    communes = {each.insee_code: each for each in _communes(territory, here)}
    told: dict[str, dict[str, float]] = {}
    for each in FixedCoverage.objects.filter(file=file, insee_code__in=communes):
        told.setdefault(each.insee_code, {})[each.technology] = each.share
    frequent = Counter(name for shares in told.values() for name in shares)
    technologies = [name for name, _count in frequent.most_common(8)]
    rows = [
        (communes[code], [(name, told[code].get(name)) for name in technologies]) for code in communes if code in told
    ]
    return FixedPage(file, technologies, rows, here)


def places_with(part: str, kind: str) -> list[int]:
    """The published places of a kind, and those of any other that have its particulars ("papi", "wifi")."""
    found = Place.objects.published().filter(Q(category=kind) | Q(**{f"{part}__isnull": False}))
    return list(found.order_by("name", "pk").values_list("pk", flat=True))


def with_details(listing: Listing, part: str) -> list[tuple[ShownPlace, list[tuple[str, str]], bool]]:
    """Each line with what one can do there, and whether it works; one query more than the list."""
    pks = [line.place.pk for line in listing.lines]
    known = {each.pk: each for each in Place.objects.filter(pk__in=pks).select_related("papi", "wifi")}
    found = []
    for line in listing.lines:
        place = known[line.place.pk]
        details: Any = getattr(place, part, None)
        rows = papi_rows(place) if part == "papi" else wifi_rows(place)
        found.append((line, rows[:4], details is None or details.is_working))
    return found
