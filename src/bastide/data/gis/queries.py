"""What the map reads, and the drawings that other apps put in their pages."""

from __future__ import annotations

from django.db.models import Max, Min, QuerySet

from bastide.core.search import queries as index
from bastide.core.territory.models import Commune, Epci, Source, Territory

from .drawings import SMALL, TONES, Drawing, Label, emblem, neighbourhood_map, territory_map
from .viewpoint import Bounds

__all__ = [
    "MAP_LIMIT",
    "SMALL",
    "TONES",
    "Drawing",
    "Label",
    "bounds_of",
    "communes_in",
    "communes_like",
    "emblem",
    "neighbourhood_map",
    "sources",
    "territory_map",
    "tones_of",
]

#: A drawing of more communes would be a grey cloud, and too heavy.
MAP_LIMIT = 600
#: Communes proposed when a name is not clear, and hits read to find them: several may speak of one commune.
_PROPOSED, _READ = 8, 30


def communes_in(territory: Territory | None, bounds: Bounds | None) -> QuerySet[Commune]:
    """The communes of the portal by name, with contour and EPCI; those that `bounds` touch when it is given."""
    communes = Commune.objects.in_territory(territory).select_related("contour", "epci").order_by("bare_name", "pk")
    if bounds is None:
        return communes
    west, south, east, north = bounds
    return communes.filter(
        contour__min_lon__lt=east, contour__max_lon__gt=west, contour__min_lat__lt=north, contour__max_lat__gt=south
    )


def bounds_of(territory: Territory | None) -> Bounds | None:
    """The box around all communes of the portal; None when no contour is known."""
    found = Commune.objects.in_territory(territory).aggregate(
        west=Min("contour__min_lon"),
        south=Min("contour__min_lat"),
        east=Max("contour__max_lon"),
        north=Max("contour__max_lat"),
    )
    if found["west"] is None:
        return None
    return found["west"], found["south"], found["east"], found["north"]


def tones_of(territory: Territory | None) -> dict[Epci, int]:
    """The EPCI of the portal by name, each with its colour on maps."""
    epcis = Epci.objects.filter(organisation__territory=territory).order_by("name")
    return {epci: place % TONES + 1 for place, epci in enumerate(epcis)}


def communes_like(text: str, territory: Territory | None) -> list[Commune]:
    """The commune that `text` names (its address, its code, its whole name), else those it may mean, best first."""
    communes = Commune.objects.in_territory(territory).select_related("contour")
    if found := communes.filter(slug=text.strip().lower()).first() or communes.filter(insee_code=text.strip()).first():
        return [found]
    codes = dict.fromkeys(
        hit.commune_code for hit in index.suggest(text, _READ, territory=territory) if hit.commune_code
    )
    by_code = {commune.insee_code: commune for commune in communes.filter(insee_code__in=list(codes)[:_PROPOSED])}
    likely = [by_code[code] for code in codes if code in by_code]
    named = [commune for commune in likely if commune.name.casefold() == text.strip().casefold()]
    return named or likely


def sources(*slugs: str) -> list[Source]:
    """Whose data the map shows, in the order of `slugs`."""
    found = {source.slug: source for source in Source.objects.filter(slug__in=slugs)}
    return [found[slug] for slug in slugs if slug in found]
