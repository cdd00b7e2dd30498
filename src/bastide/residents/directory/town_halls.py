"""The town halls of the portal as places: their values are the territory's, followed as they change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune, Office, Organisation, Territory

from . import actions
from .models import TOWN_HALL, Contact, ExternalId, PlaceSource, Record

#: Offices received in one transaction.
_BATCH = 500


def source() -> PlaceSource:
    found, _new = PlaceSource.objects.get_or_create(
        slug="mairies-du-portail",
        defaults={
            "kind": PlaceSource.Kind.TERRITORY,
            "title": "Mairies du portail, corrigées par elles",
            "producer": "DILA et communes",
            "licence": "Licence Ouverte 2.0",
        },
    )
    return found


def record_of(office: Office) -> Record:
    """What the portal says of a town hall, in the words of a record. Costs no query after `with_public_values`."""
    commune = office.organisation.commune

    def text(field: str) -> str:
        return str(office.value(field) or "")

    def contacts(field: str) -> list[Contact]:
        return [Contact(text(field))] if text(field) else []

    closures = [
        {"from": each.starts_on.isoformat(), "to": each.ends_on.isoformat(), "hours": {}, "reason": each.reason}
        for each in office.closures.all()
    ]
    hours = office.value("hours")
    return Record(
        key=commune.insee_code,
        name=_("Mairie %(of_commune)s") % {"of_commune": commune.of_name},
        category=TOWN_HALL,
        address=text("address"),
        postcode=text("postcode"),
        city=text("city") or commune.name,
        insee_code=commune.insee_code,
        lon=office.lon if office.lon is not None else commune.lon,
        lat=office.lat if office.lat is not None else commune.lat,
        phones=contacts("phone"),
        emails=contacts("email"),
        websites=contacts("website"),
        hours=hours if isinstance(hours, dict) else None,
        periods=closures,
        accessibility=text("accessibility"),
        pivots={"mairie": [commune.insee_code]},
    )


def follow(offices: Iterable[Office], at: datetime) -> int:
    """Make the directory say of these town halls what the portal says; gives how many changed."""
    told = source()
    receipts: list[actions.Receipt] = []
    for batch in _batches(offices):
        receipts += _receive([record_of(office) for office in batch], told, at)
    actions.show_received(receipts=receipts)
    return sum(each.outcome in (actions.Outcome.CREATED, actions.Outcome.UPDATED) for each in receipts)


def _batches(offices: Iterable[Office]) -> Iterator[list[Office]]:
    rest = iter(offices)
    while batch := list(islice(rest, _BATCH)):
        yield batch


@transaction.atomic
def _receive(records: list[Record], told: PlaceSource, at: datetime) -> list[actions.Receipt]:
    """What became of the records that say something new; what a town hall said before is only marked as seen."""
    known = ExternalId.objects.filter(source=told, gone_at=None, key__in=[record.key for record in records])
    digests = dict(known.values_list("key", "digest"))
    fresh = [record for record in records if digests.get(record.key) != record.digest()]
    known.exclude(key__in=[record.key for record in fresh]).update(seen_at=at, as_of=None)
    if actions.is_alone(source=told):
        return actions.receive_first(records=fresh, source=told, at=at)
    return [actions.receive_record(record=record, source=told, by=None, at=at) for record in fresh]


def follow_all(at: datetime) -> int:
    offices = (
        Office.objects.with_public_values()
        .filter(
            organisation__territory=Territory.objects.current(),
            organisation__commune__type=Commune.Type.COMMUNE,
            organisation__commune__ended_on=None,
        )
        .order_by("pk")
    )
    return follow(offices, at)


def follow_one(organisation: Organisation) -> None:
    """After an action changed what the portal says of one body; nothing for a body that has no place here yet."""
    offices = Office.objects.with_public_values().filter(
        organisation=organisation,
        organisation__commune__type=Commune.Type.COMMUNE,
        organisation__commune__ended_on=None,
    )
    if source().external_ids.exists():
        follow(list(offices), timezone.now())
