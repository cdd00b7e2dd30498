"""The one place where values of a place are written, with their origin; and what must be made again afterwards."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.crypto import get_random_string

from bastide.core.search import actions as index
from bastide.core.territory.models import Commune, Organisation
from bastide.kit.http.pages import purge

from . import completeness, values
from .models import DirectoryState, PapiDetails, Place, PlaceSource, Record, RoundStop, ServedCommune, WifiDetails

#: Pages that list places carry this tag, the page of one place its own.
EVERY_LIST = "directory"
SEARCH_SOURCE = "places"
#: More than this at once, and the whole source is read again.
MANY = 2_000
_PARTS = ("pivots", "stops", "papi", "wifi")


def place_tag(place_id: int) -> str:
    return f"place:{place_id}"


def slug_of(text: str) -> str:
    """ "Café de l’Œuf" is "cafe-de-l-oeuf"; something when nothing is left of it."""
    small = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(_PLAIN.get(sign, sign) for sign in small)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "lieu"


_PLAIN = dict(zip("àâäáãåéèêëíìîïóòôöõúùûüçñÿ", "aaaaaaeeeeiiiiooooouuuucny", strict=True))


def free_slug(name: str, city: str) -> str:
    """An address that no place has: the name, then with its town, then with some signs."""
    wanted = wanted_slugs(name, city)
    return first_free(wanted, set(Place.objects.filter(slug__in=wanted).values_list("slug", flat=True)))


def wanted_slugs(name: str, city: str) -> list[str]:
    bare = slug_of(name)
    return [bare, f"{bare}-{slug_of(city)}"] if city else [bare]


def first_free(wanted: list[str], taken: Container[str]) -> str:
    for slug in wanted:
        if slug not in taken:
            return slug
    return f"{wanted[-1]}-{get_random_string(6, 'abcdefghjkmnpqrstuvwxyz23456789')}"


def origin(source: str, on: date, *, by: int | None = None, ours: bool = False) -> dict[str, Any]:
    """One line of `provenance`."""
    return {"source": source, "on": on.isoformat(), "by": by, "ours": ours}


def next_change() -> int:
    """A number for a change; whoever writes next waits for this transaction."""
    DirectoryState.objects.get_or_create(pk=1)
    state = DirectoryState.objects.select_for_update().get(pk=1)
    state.change += 1
    state.save(update_fields=["change"])
    return state.change


def new_place(record: Record, source: PlaceSource, owner: Organisation, at: datetime) -> Place:
    """A place that `record` makes known, without its values and its address; not saved."""
    day = timezone.localdate(at)
    return Place(
        organisation=owner,
        source=source,
        source_on=record.as_of or day,
        status=Place.Status.PUBLISHED,
        published_on=day,
        confirmed_on=min(record.as_of or day, day),
    )


def what_was_said(place: Place, record: Record, told: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The fields of an ExternalId, but for whose it is."""
    return {
        "place": place,
        "digest": record.digest(),
        "values": dict(told),
        "extra": record.extra,
        "as_of": record.as_of,
        "seen_at": at,
        "gone_at": None,
    }


def write(place: Place, told: Mapping[str, Any], line: Mapping[str, Any] | None, at: datetime) -> None:
    """Put cleaned values in a place, new or not, each with its line of provenance (None: that of the whole record)."""
    for field, value in told.items():
        if field not in _PARTS:
            setattr(place, field, value)
        if line is None:
            place.provenance.pop(field, None)
        else:
            place.provenance[field] = dict(line)
    if "insee_code" in told:
        place.commune = (
            Commune.objects.whole().filter(insee_code=place.insee_code).first() if place.insee_code else None
        )
        if place.commune and not place.city:
            place.city = place.commune.name
    settle(place, at)
    for field in _PARTS:
        if field in told:
            _write_part(place, field, told[field])


def settle(place: Place, at: datetime) -> None:
    """Save a place with all that is computed from it."""
    place.completeness = completeness.score(place)
    place.changed_at = at
    place.change = next_change()
    place.save()


def _write_part(place: Place, field: str, value: Any) -> None:
    match field:
        case "pivots":
            place.served.all().delete()
            ServedCommune.objects.bulk_create(served_by(place, value))
        case "stops":
            place.stops.all().delete()
            codes = {each["insee_code"] for each in value or [] if each["insee_code"]}
            communes = {each.insee_code: each for each in Commune.objects.whole().filter(insee_code__in=codes)}
            RoundStop.objects.bulk_create(
                RoundStop(
                    place=place,
                    commune=communes.get(each["insee_code"]),
                    opens=time.fromisoformat(each["opens"]),
                    closes=time.fromisoformat(each["closes"]),
                    **{name: each[name] for name in ("days", "weeks", "where", "lon", "lat", "comment")},
                )
                for each in value or []
            )
        case "papi":
            _write_details(PapiDetails, place, value)
        case "wifi":
            _write_details(WifiDetails, place, value)
    # What was read before is not what stands there now.
    vars(place).get("_prefetched_objects_cache", {}).clear()


def served_by(place: Place, pivots: Mapping[str, Iterable[str]] | None) -> Iterator[ServedCommune]:
    """The communes that a place serves, by type of service; not saved."""
    for name, codes in (pivots or {}).items():
        for code in codes:
            yield ServedCommune(place=place, service_type=name, insee_code=code)


def _write_details(model: type[PapiDetails] | type[WifiDetails], place: Place, value: Mapping[str, Any] | None) -> None:
    if value is None:
        model.objects.filter(place=place).delete()
        place._state.fields_cache.pop("papi" if model is PapiDetails else "wifi", None)
        return
    known = {field.name for field in model._meta.concrete_fields}
    told = {name: each for name, each in value.items() if name in known}
    row, _new = model.objects.update_or_create(place=place, defaults=told)
    # JSON tells a day in letters: read the row as it is stored.
    row.refresh_from_db()
    place._state.fields_cache["papi" if model is PapiDetails else "wifi"] = row


def insert(places: list[Place]) -> None:
    """Many new places at once, already settled: one change for all. Their numbers are set; the index is not told."""
    change = next_change()
    for place in places:
        place.change = change
    Place.objects.bulk_create(places, batch_size=500)
    purge(EVERY_LIST)


def show_again(places: Iterable[Place]) -> None:
    """Take back the pages that show these places, and make what people find about them agree."""
    places = list(places)
    if not places:
        return
    bodies = {each.organisation_id for each in places} | {
        each.commune.organisation_id for each in places if each.commune and each.commune.organisation_id
    }
    purge(
        EVERY_LIST, *(place_tag(each.pk) for each in places[:500]), *(f"organisation:{body}" for body in sorted(bodies))
    )
    if len(places) > MANY:
        index.rebuild(source=SEARCH_SOURCE, at=places[0].changed_at)
        return
    for each in places:
        index.reindex(source=SEARCH_SOURCE, key=str(each.pk))


def read_all_again() -> None:
    """Places were removed, or written past the actions: memory starts from nothing."""
    DirectoryState.objects.update_or_create(
        pk=1, defaults={"epoch": DirectoryState._meta.get_field("epoch").get_default()}
    )


def before_and_origins(place: Place, fields: Iterable[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands in these fields, and the lines of provenance they have, to be able to go back."""
    fields = list(fields)
    return {field: values.read(place, field) for field in fields}, {
        field: place.provenance.get(field) for field in fields
    }


__all__ = [
    "EVERY_LIST",
    "SEARCH_SOURCE",
    "before_and_origins",
    "first_free",
    "free_slug",
    "insert",
    "new_place",
    "next_change",
    "origin",
    "place_tag",
    "read_all_again",
    "served_by",
    "settle",
    "show_again",
    "slug_of",
    "wanted_slugs",
    "what_was_said",
    "write",
]
