"""What other apps ask of the directory: who serves a commune, who is nearest, with hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Prefetch, QuerySet

from bastide.core.territory.models import Commune, OpenState

from . import finding
from .models import TOWN_HALL, Place, PlaceSource, RoundStop
from .shelf import Shelf, shelf

__all__ = [
    "Nearby",
    "by_number",
    "nearest",
    "nearest_with_recueil_device",
    "services_of",
    "with_hours",
]


#: Places of panels that a process keeps: the nearest of some kinds around each commune are few.
_MOST_KEPT = 2_000


@dataclass(frozen=True)
class Nearby:
    """A place and how far it is from where one asked, in metres."""

    place: Place
    distance_m: float | None

    def state(self, at: datetime) -> OpenState:
        return self.place.state(at)


def with_hours(places: QuerySet[Place]) -> QuerySet[Place]:
    """With all that a line with its hours needs: two queries, whatever the number of places."""
    return places.for_lists().prefetch_related(Prefetch("stops", RoundStop.objects.select_related("commune")))  # type: ignore[attr-defined]


def by_number(ids: Sequence[int]) -> list[Place]:
    """These places in this order, with their hours: two queries."""
    found = {each.pk: each for each in with_hours(Place.objects.published().filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def kept(held: Shelf, ids: Sequence[int]) -> dict[int, Place]:
    """These places by number; what was read since the last change of the directory is not read again."""
    missing = [pk for pk in ids if pk not in held.places]
    if missing:
        if len(held.places) > _MOST_KEPT:
            held.places.clear()
        held.places.update({each.pk: each for each in by_number(missing)})
    return {pk: held.places[pk] for pk in ids if pk in held.places}


def services_of(insee_code: str, service_types: Collection[str]) -> list[Place]:
    """The published places that serve a commune with one of these types of the national directory, with their hours.

    The place of the commune itself comes first, then by type in the order given, then by name. A town hall that never
    said which communes it serves serves its own. Two queries.
    """
    order = {name: number for number, name in enumerate(service_types)}
    served = Place.objects.published().filter(served__insee_code=insee_code, served__service_type__in=list(order))
    found = {each.pk: each for each in with_hours(served.distinct())}
    rank: dict[int, int] = {}
    for pk, name in served.values_list("pk", "served__service_type"):
        rank[pk] = min(rank.get(pk, len(order)), order.get(name, len(order)))
    if "mairie" in order and not any(
        each.category == TOWN_HALL and each.insee_code == insee_code for each in found.values()
    ):
        halls = Place.objects.published().filter(category=TOWN_HALL, insee_code=insee_code)
        for hall in with_hours(halls):
            found[hall.pk], rank[hall.pk] = hall, order["mairie"]
    return sorted(
        found.values(),
        key=lambda each: (
            rank.get(each.pk, len(order)),
            each.insee_code != insee_code,
            each.source.kind != PlaceSource.Kind.TERRITORY,
            each.name,
        ),
    )


def nearest(
    centre: finding.Point,
    kinds: Iterable[str],
    *,
    at: datetime,
    limit: int = 3,
    is_open: bool = False,
    territory_id: int | None = None,
) -> list[Nearby]:
    """The nearest published places of some kinds, with their hours: three queries."""
    held = shelf()
    wish = finding.Wish(kinds=frozenset(kinds), centre=centre, is_open=is_open)
    found = finding.find(held, wish, territory_id=territory_id, at=at, limit=limit)
    apart = dict(zip(found.ids, found.distances, strict=True))
    return [Nearby(each, apart[each.pk]) for each in by_number(found.ids)]


def nearest_with_recueil_device(commune: Commune, *, limit: int = 3) -> list[Nearby]:
    """The nearest places that take requests for identity cards and passports, with their hours."""
    if commune.lon is None or commune.lat is None:
        return []
    equipped = list(
        with_hours(Place.objects.published().filter(has_recueil_device=True, lon__isnull=False, lat__isnull=False))
    )
    if not equipped:
        return []
    lon = np.array([each.lon for each in equipped], dtype=float)
    lat = np.array([each.lat for each in equipped], dtype=float)
    apart = np.hypot((lon - commune.lon) * np.cos(np.radians(commune.lat)), lat - commune.lat) * 111_195.0
    best = np.argsort(apart, kind="stable")[:limit].tolist()
    return [Nearby(equipped[each], float(apart[each])) for each in best]
