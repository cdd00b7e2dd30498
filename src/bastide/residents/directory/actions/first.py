"""The first delivery of a source to a directory that knows no other: nothing there can be the same place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from bastide.core.territory.models import Commune, Organisation

from .. import completeness, values, writing
from ..models import TOWN_HALL, ExternalId, Place, PlaceSource, Record, ServedCommune
from ..receipts import Outcome, Receipt
from .reception import receive_record


def is_alone(*, source: PlaceSource) -> bool:
    """Whether every place is this source's: a new record of it then needs no comparison."""
    return not Place.objects.exclude(source=source).exists()


@transaction.atomic
def receive_first(*, records: Sequence[Record], source: PlaceSource, at: datetime) -> list[Receipt]:
    """Make places of records that `source` never told before, where `is_alone`. One statement for many of them.

    Gives what `receive_record` would give for each. The index and the pages are left to `show_received`.
    """
    keys = [record.key for record in records]
    codes = {record.insee_code for record in records}
    known = set(ExternalId.objects.filter(source=source, key__in=keys).values_list("key", flat=True))
    met = set(Place.objects.filter(insee_code__in=codes).values_list("insee_code", flat=True))
    communes = {
        commune.insee_code: commune
        for commune in Commune.objects.whole().select_related("organisation").filter(insee_code__in=codes)
    }
    pole = Organisation.objects.filter(kind=Organisation.Kind.POLE).order_by("pk").first()
    receipts, made = [], []
    for record in records:
        told, wrong = values.clean_all(record.values())
        code = record.insee_code or ""
        commune = communes.get(code)
        owner = source.organisation or (commune and commune.organisation) or pole
        is_plain = record.key and record.key not in known and code not in met and told.keys() <= _PLAIN
        if wrong or not is_plain or owner is None or told.get("category") != TOWN_HALL or "name" not in told:
            receipts.append(receive_record(record=record, source=source, by=None, at=at))
            continue
        met.add(code)
        place = _place(record, source, told, commune, owner, at)
        made.append((place, record, told))
        receipts.append(Receipt(record.key, record.name, Outcome.CREATED, place=place))
    _insert(made, source, at)
    return receipts


#: What a place keeps in its own row, and the communes that it serves.
_PLAIN = {field.name for field in Place._meta.concrete_fields} | {"pivots"}


def _place(
    record: Record,
    source: PlaceSource,
    told: dict[str, Any],
    commune: Commune | None,
    owner: Organisation,
    at: datetime,
) -> Place:
    place = writing.new_place(record, source, owner, at)
    for field, value in told.items():
        if field != "pivots":
            setattr(place, field, value)
    place.commune, place.changed_at = commune, at
    place.city = place.city or (commune.name if commune else "")
    place.completeness = completeness.score(place)
    return place


def _insert(made: list[tuple[Place, Record, dict[str, Any]]], source: PlaceSource, at: datetime) -> None:
    wanted = [writing.wanted_slugs(place.name, place.city) for place, _record, _told in made]
    every = [slug for slugs in wanted for slug in slugs]
    taken = set(Place.objects.filter(slug__in=every).values_list("slug", flat=True))
    for (place, _record, _told), slugs in zip(made, wanted, strict=True):
        place.slug = writing.first_free(slugs, taken)
        taken.add(place.slug)
    writing.insert([place for place, _record, _told in made])
    ServedCommune.objects.bulk_create(
        served for place, _record, told in made for served in writing.served_by(place, told.get("pivots"))
    )
    ExternalId.objects.bulk_create(
        ExternalId(source=source, key=record.key, **writing.what_was_said(place, record, told, at))
        for place, record, told in made
    )
