"""A file of places sent from the workspace: kept, understood, foreseen, confirmed, brought in."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.tasks.models import DueWork, LeaseLost

from ..current_communes import CurrentCommunes
from ..foresight import Foresight, source_named
from ..models import PlaceImport
from ..receipts import Outcome
from ..sources import ColumnMapping, Delivery, Line, UnreadableSource, open_delivery
from .imports import close_import, receive_batch
from .reception import foresee_record

MAX_BYTES = 10 << 20
#: More lines than this are for `bastide import_places`: nobody waits for their report before a screen.
MAX_LINES = 3_000
#: Lines told one by one in a report; all are counted.
MOST_TOLD = 500
BATCH = 50
LEASE_S = 120


class AlreadyConfirmed(Exception):
    """Somebody asked for it before."""


@transaction.atomic
def keep_upload(
    *, organisation: Organisation, content: bytes, file_name: str, title: str, by: AbstractBaseUser, at: datetime
) -> PlaceImport:
    """Keep a file and say what would happen; a table waits for its columns first. Raises UnreadableSource."""
    if len(content) > MAX_BYTES:
        raise UnreadableSource("too-large", _("Ce fichier dépasse 10 Mo : partagez-le en plusieurs."))
    upload = PlaceImport(
        organisation=organisation,
        title=title,
        file_name=file_name[-200:],
        content=content,
        made_by=by,  # type: ignore[misc]
        made_at=at,
        due_at=at,
    )
    with _opened(upload) as delivery:
        upload.format, upload.columns = delivery.format, delivery.columns
        upload.total = sum(1 for _line in islice(delivery.lines(), MAX_LINES + 1))
        if upload.total > MAX_LINES:
            message = _("Ce fichier a plus de %d lignes : partagez-le, ou demandez à qui administre le portail.")
            raise UnreadableSource("too-long", message % MAX_LINES)
        if delivery.mapping is not None:
            upload.mapping = delivery.mapping.as_json()
        else:
            upload.report = _report(upload, delivery)
    upload.save()
    return upload


@transaction.atomic
def name_columns(*, upload: PlaceImport, mapping: ColumnMapping) -> PlaceImport:
    """Say what the columns are, as often as needed, and foresee again. Raises UnreadableSource, AlreadyConfirmed."""
    upload = _unconfirmed(upload)
    upload.mapping = mapping.as_json()
    with _opened(upload) as delivery:
        upload.report = _report(upload, delivery)
    upload.save(update_fields=["mapping", "report"])
    return upload


@transaction.atomic
def confirm_import(*, upload: PlaceImport, is_complete: bool, by: AbstractBaseUser, at: datetime) -> PlaceImport:
    """Have it brought in, at once or by the clock. Raises AlreadyConfirmed."""
    upload = _unconfirmed(upload)
    source = source_named(upload.organisation, upload.title, upload.format)
    if source.pk is None:
        source.save()
    upload.source, upload.is_complete, upload.confirmed_at, upload.due_at = source, is_complete, at, at
    upload.save(update_fields=["source", "is_complete", "confirmed_at", "due_at"])
    journal.record("directory.import_confirmed", target=upload, by=by, at=at, organisation=upload.organisation)
    return upload


@transaction.atomic
def drop_upload(*, upload: PlaceImport) -> None:
    """Forget a file that nobody confirmed. Raises AlreadyConfirmed."""
    _unconfirmed(upload).delete()


def bring_in(*, clock: Callable[[], datetime], seconds: float = 50) -> int:
    """Bring in what was confirmed, batch after batch, for so long; the rest waits for the next call. Gives the lines.

    Killed at any step, the batch under way is undone and done again; a line is never received twice.
    """
    works, until, done = PlaceImport.objects.confirmed(), clock() + timedelta(seconds=seconds), 0
    while clock() < until and (leased := works.lease(clock(), LEASE_S)):
        work = leased[0]
        try:
            done += _bring_in(work, clock, until)
        except LeaseLost:
            continue
        except Exception as error:
            assert work.lease_token is not None
            works.fail(work.lease_token, clock(), f"{type(error).__name__}: {error}")
            if not isinstance(error, UnreadableSource):
                raise
    return done


def _bring_in(work: PlaceImport, clock: Callable[[], datetime], until: datetime) -> int:
    assert work.lease_token is not None
    assert work.source is not None
    assert work.confirmed_at is not None
    counts, done = Counter(work.counts), 0
    with _opened(work) as delivery:
        lines = islice(_settled(delivery), work.position, None)
        while batch := list(islice(lines, BATCH)):
            with transaction.atomic():
                PlaceImport.objects.extend(work.lease_token, clock() + timedelta(seconds=LEASE_S))
                records = [line.record for line in batch if line.record is not None]
                counts.update({Outcome.REFUSED.value: len(batch) - len(records)})
                receipts = receive_batch(records=records, source=work.source, by=work.made_by, at=work.confirmed_at)
                counts.update(each.outcome.value for each in receipts)
                work.position += len(batch)
                PlaceImport.objects.filter(pk=work.pk).update(position=work.position, counts=dict(counts))
            done += len(batch)
            if clock() >= until:
                PlaceImport.objects.filter(pk=work.pk, lease_token=work.lease_token).update(
                    state=DueWork.State.DUE, due_at=clock(), lease_token=None, leased_until=None, attempts=0
                )
                return done
    with transaction.atomic():
        PlaceImport.objects.complete(work.lease_token, clock())
        said = close_import(
            source=work.source, counts=counts, by=work.made_by, at=work.confirmed_at, is_complete=work.is_complete
        )
        PlaceImport.objects.filter(pk=work.pk).update(said=said)
    return done


def _settled(delivery: Delivery) -> Iterator[Line]:
    """Each line with its commune of today; a number that stood above loses its record: it was read once."""
    communes, seen = CurrentCommunes(), set()
    for line in delivery.lines():
        communes.settle(line)
        if line.record is not None and line.record.key in seen:
            line.record = None
        elif line.record is not None:
            seen.add(line.record.key)
        yield line


@contextmanager
def _opened(upload: PlaceImport) -> Iterator[Delivery]:
    """The file as its readers want it."""
    mapping = ColumnMapping.from_json(upload.mapping) if upload.mapping else None
    with tempfile.TemporaryDirectory(prefix="bastide-import-") as folder:
        path = Path(folder) / "contenu"
        path.write_bytes(bytes(upload.content))
        with open_delivery(path, mapping, is_to_be_named=mapping is None) as delivery:
            yield delivery


def _report(upload: PlaceImport, delivery: Delivery) -> dict[str, Any]:
    """What would become of each line: counts, and in words those to be looked at."""
    foresight = Foresight(source_named(upload.organisation, upload.title, upload.format), foresee_record)
    communes, counts = CurrentCommunes(), Counter[str]()
    told: list[dict[str, Any]] = []
    for line in delivery.lines():
        foreseen = foresight.of(communes.settle(line))
        counts[foreseen.outcome.value] += 1
        if foreseen.is_to_be_looked_at and len(told) < MOST_TOLD:
            notes = [*foreseen.reasons, *line.remarks] if foreseen.outcome is not Outcome.CREATED else line.remarks
            told.append(
                {
                    "number": line.number,
                    "name": line.name,
                    "outcome": foreseen.outcome.value,
                    "why": " ".join(note.message for note in notes),
                }
            )
    return {"counts": dict(counts), "lines": told, "remarks": delivery.remarks}


def _unconfirmed(upload: PlaceImport) -> PlaceImport:
    held = PlaceImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=upload.pk)
    if held.confirmed_at is not None:
        raise AlreadyConfirmed
    return held
