"""Is this the same place? Name, distance and telephone, in words that say why."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from .models import Place

#: Degrees of latitude and longitude around a point within which a place may be the same: about 600 m.
_NEAR_LAT, _NEAR_LON = 0.0055, 0.0085
#: Names alike so far (out of 100): surely, and well enough when the telephone is the same.
ALIKE, HARDLY = 88, 55
#: Metres: the same spot, and the same village street.
SPOT, STREET = 150, 600
_MOST, _MOST_ALIKE = 20_000, 50
#: Words that many names have and that tell nothing.
_EMPTY = {
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "d",
    "et",
    "a",
    "au",
    "aux",
    "sur",
    "en",
    "sarl",
    "eurl",
    "association",
}


@dataclass(frozen=True)
class Likeness:
    """A place that may be the same; `reason` is a sentence for a person."""

    place: Place
    score: float
    reason: str


@lru_cache(maxsize=50_000)
def folded(name: str) -> str:
    """Letters and digits without accents, without the words that tell nothing."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", name.lower().replace("œ", "oe"))
        if not unicodedata.combining(sign)
    )
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join([word for word in words if word not in _EMPTY] or words)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two (longitude, latitude), exact enough for a territory."""
    (east, north), (east2, north2) = one, other
    x = math.radians(east2 - east) * math.cos(math.radians((north + north2) / 2))
    return 6_371_008.8 * math.hypot(x, math.radians(north2 - north))


def likenesses(told: Mapping[str, Any], *, among: Iterable[Place] | None = None) -> list[Likeness]:
    """Places that the values `told` may speak of, the likeliest first; withdrawn ones count. Three queries."""
    candidates = _candidates(told) if among is None else among
    found = [likeness for place in candidates if (likeness := _compare(told, place))]
    return sorted(found, key=lambda each: (-each.score, each.place.pk))


def _candidates(told: Mapping[str, Any]) -> Iterable[Place]:
    """Of what lies near, what has a name that may be the same: the others are not even read. One query more."""
    wanted = folded(str(told.get("name", "")))
    scores = [
        (score, pk)
        for pk, name in _near(told)
        if (score := fuzz.token_sort_ratio(wanted, folded(name), score_cutoff=HARDLY))
    ]
    alike = [pk for _score, pk in sorted(scores, reverse=True)[:_MOST_ALIKE]]
    if not alike:
        return []
    return Place.objects.filter(pk__in=alike).only(
        "pk", "name", "category", "lon", "lat", "phones", "siret", "insee_code", "status", "slug", "address", "city"
    )


def _near(told: Mapping[str, Any]) -> Iterable[tuple[int, str]]:
    """Number and name of what lies near, by an index whatever the number of places: two queries.

    With a point, what stands around it, and what has none in the commune; else the commune, else the postcode.
    """
    known = Place.objects.order_by().values_list("pk", "name")
    insee_code, lon, lat = told.get("insee_code"), told.get("lon"), told.get("lat")
    if lon is not None and lat is not None:
        around = known.filter(
            lat__gte=lat - _NEAR_LAT, lat__lte=lat + _NEAR_LAT, lon__gte=lon - _NEAR_LON, lon__lte=lon + _NEAR_LON
        )
        nowhere = known.filter(insee_code=insee_code, lat__isnull=True) if insee_code else known.none()
        return [*around[:_MOST], *nowhere[:_MOST]]
    if insee_code:
        return known.filter(insee_code=insee_code)[:_MOST]
    return known.filter(postcode=told["postcode"])[:_MOST] if told.get("postcode") else []


def _compare(told: Mapping[str, Any], place: Place) -> Likeness | None:
    name = fuzz.token_sort_ratio(folded(str(told.get("name", ""))), folded(place.name))
    apart = None
    if told.get("lon") is not None and told.get("lat") is not None and place.lon is not None and place.lat is not None:
        apart = distance_m((told["lon"], told["lat"]), (place.lon, place.lat))
    numbers = {one["value"] for one in told.get("phones") or []} & {one["value"] for one in place.phones}
    same_kind = told.get("category") in ("", None, place.category)
    reasons = []
    if name >= ALIKE:
        reasons.append(_("le même nom") if name >= 99 else _("un nom très proche"))
    if apart is not None and apart <= STREET:
        reasons.append(_("à %(metres)s m") % {"metres": round(apart)})
    if numbers:
        reasons.append(_("le même téléphone"))
    near = apart <= STREET if apart is not None else told.get("insee_code") in (None, "", place.insee_code)
    is_same = (name >= ALIKE and near) or (
        bool(numbers) and name >= HARDLY and (apart is None or apart <= STREET) and (same_kind or name >= ALIKE)
    )
    if not is_same:
        return None
    score = (
        name + (20 if numbers else 0) + (10 if apart is not None and apart <= SPOT else 0) + (10 if same_kind else 0)
    )
    return Likeness(place, score, ", ".join(reasons))
