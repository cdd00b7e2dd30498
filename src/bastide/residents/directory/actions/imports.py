"""Bringing in whole files: in small transactions, so that others write in between, then closed once.

Killed half-way, what was received stays; the same files again do the rest, and nothing twice.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from bastide.core.territory.models import Organisation

from ..models import PlaceSource, Record
from .reception import Outcome, Receipt, Reception, close_reception, receive_record, show_received


@transaction.atomic
def receive_batch(
    *, records: list[Record], source: PlaceSource, by: AbstractBaseUser | None, at: datetime
) -> list[Receipt]:
    """Some records at once, shown at once; fifty take well under a second."""
    receipts = [receive_record(record=each, source=source, by=by, at=at) for each in records]
    show_received(receipts=receipts)
    return receipts


@transaction.atomic
def close_import(
    *, source: PlaceSource, counts: Counter[str], by: AbstractBaseUser | None, at: datetime, is_complete: bool
) -> list[str]:
    """What is done once for all batches: the journal, and what the source knows no more."""
    by_outcome = {each.value: each for each in Outcome}
    receipts = [Receipt("", "", by_outcome[name]) for name, number in counts.items() for _each in range(number)]
    return close_reception(reception=Reception(source, receipts), by=by, at=at, is_complete=is_complete)


@transaction.atomic
def source_for(
    *,
    slug: str,
    kind: str,
    title: str,
    producer: str = "",
    licence: str = "",
    organisation: Organisation | None = None,
) -> PlaceSource:
    """The source of that name, made at its first file."""
    source, _new = PlaceSource.objects.get_or_create(
        slug=slug,
        defaults={
            "kind": kind,
            "title": title,
            "producer": producer,
            "licence": licence,
            "organisation": organisation,
        },
    )
    return source
