"""A file of places sent from the workspace: kept, understood, foreseen, confirmed, brought in."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
from bastide.kit.ui.language import speaking_to

from ..current_communes import CurrentCommunes
from ..foresight import Foresight, source_named
from ..models import PlaceImport
from ..receipts import Outcome
from ..sources import ColumnMapping, Delivery, Line, UnreadableSource, open_delivery, unknown_words
from .imports import close_import, receive_batch
from .reception import foresee_record

MAX_BYTES = 30 << 20
MAX_LINES = 200_000
#: The report of a list up to so many lines is made while one waits; that of a longer one by a worker.
AT_ONCE = 3_000
#: Lines told one by one in a report; all are counted.
MOST_TOLD = 500
#: Lines looked through for words of kinds, and words asked about on one screen.
WORDS_AMONG, MOST_WORDS = 20_000, 30
BATCH = 50
LEASE_S = 120
#: Lines read for a report before the lease is renewed and the person told.
READ_AT_ONCE = 250


class AlreadyConfirmed(Exception):
    """Somebody asked for it before."""


@transaction.atomic
def keep_upload(
    *, organisation: Organisation, content: bytes, file_name: str, title: str, by: AbstractBaseUser, at: datetime
) -> PlaceImport:
    """Keep a file and say what would happen; a table waits for its columns first. Raises UnreadableSource."""
    if len(content) > MAX_BYTES:
        raise UnreadableSource("too-large", _("Ce fichier dépasse 30 Mo : partagez-le en plusieurs."))
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
        upload.total = sum(1 for _line in islice(delivery.lines(), AT_ONCE + 1))
        if delivery.mapping is not None:
            upload.mapping = (_last_mapping(upload) or delivery.mapping).as_json()
        else:
            _report_or_wait(upload, delivery)
    upload.save()
    return upload


@transaction.atomic
def name_columns(*, upload: PlaceImport, mapping: ColumnMapping, at: datetime) -> PlaceImport:
    """Say what the columns and the words of kinds are, as often as needed, and foresee again.

    Words that we do not know are asked about first. Raises UnreadableSource, AlreadyConfirmed.
    """
    upload = _unconfirmed(upload)
    upload.mapping, upload.report, upload.due_at = mapping.as_json(), None, at
    with _opened(upload) as delivery:
        upload.kind_words = _unknown_words(delivery, mapping)
        if not upload.unnamed_words:
            _report_or_wait(upload, delivery)
    upload.save(update_fields=["mapping", "report", "kind_words", "is_to_be_checked", "checked", "due_at", "state"])
    return upload


@transaction.atomic
def name_kinds(*, upload: PlaceImport, kinds: Mapping[str, str], at: datetime) -> PlaceImport:
    """Say which kind each word means, "" for none. Raises UnreadableSource, AlreadyConfirmed."""
    mapping = ColumnMapping.from_json(_unconfirmed(upload).mapping)
    mapping.kinds = {**mapping.kinds, **kinds}
    return name_columns(upload=upload, mapping=mapping, at=at)


def _last_mapping(upload: PlaceImport) -> ColumnMapping | None:
    """What somebody said of the same list when it was sent last, if it still has these columns."""
    sent = PlaceImport.objects.filter(organisation=upload.organisation, title=upload.title, confirmed_at__isnull=False)
    last = sent.exclude(mapping=None).only("columns", "mapping").first()
    return ColumnMapping.from_json(last.mapping) if last is not None and last.columns == upload.columns else None


def _unknown_words(delivery: Delivery, mapping: ColumnMapping) -> list[tuple[str, int]]:
    if delivery.rows is None or not mapping.fields.get("category"):
        return []
    words = Counter(unknown_words(islice(delivery.rows(), WORDS_AMONG), mapping))
    return words.most_common(MOST_WORDS)


def _report_or_wait(upload: PlaceImport, delivery: Delivery) -> None:
    """The report of a short list now, of a long one when somebody has the time."""
    upload.state, upload.checked = DueWork.State.DUE, 0
    upload.is_to_be_checked = upload.total > AT_ONCE
    upload.report = None if upload.is_to_be_checked else _report(upload, delivery)


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


def check_lists(*, clock: Callable[[], datetime]) -> int:
    """Make the reports that wait, one after the other; gives how many lines were read.

    Nothing is written of a list but its report: killed half-way, it is read anew from its start.
    """
    works, read = PlaceImport.objects.to_be_checked(), 0
    while leased := works.lease(clock(), LEASE_S):
        work = leased[0]
        assert work.lease_token is not None
        try:
            read += _check(work, clock)
        except LeaseLost:
            continue
        except UnreadableSource as refusal:
            PlaceImport.objects.filter(pk=work.pk, lease_token=work.lease_token).update(
                state=DueWork.State.FAILED, said=[str(refusal)], lease_token=None, leased_until=None
            )
        except Exception as error:
            # Later, so that the other lists have their turn; who called tells it.
            works.fail(work.lease_token, clock(), f"{type(error).__name__}: {error}")
            raise
    return read


def _check(work: PlaceImport, clock: Callable[[], datetime]) -> int:
    token = work.lease_token
    assert token is not None

    def seen(number: int) -> None:
        PlaceImport.objects.extend(token, clock() + timedelta(seconds=LEASE_S))
        PlaceImport.objects.filter(pk=work.pk).update(checked=number)

    with _opened(work) as delivery:
        report = _report(work, delivery, seen)
    total = sum(report["counts"].values())
    with transaction.atomic():
        done = PlaceImport.objects.filter(pk=work.pk, lease_token=token, confirmed_at__isnull=True).update(
            report=report, total=total, checked=total, is_to_be_checked=False, state=DueWork.State.DUE,
            attempts=0, lease_token=None, leased_until=None,
        )  # fmt: skip
        if not done:
            raise LeaseLost(token)
    return total


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


def _report(
    upload: PlaceImport, delivery: Delivery, seen: Callable[[int], None] = lambda number: None
) -> dict[str, Any]:
    """What would become of each line: counts, and in words those to be looked at, for who sent it, whoever reads it.

    Raises UnreadableSource.
    """
    with speaking_to(upload.made_by):
        return _foreseen(upload, delivery, seen)


def _foreseen(upload: PlaceImport, delivery: Delivery, seen: Callable[[int], None]) -> dict[str, Any]:
    foresight = Foresight(source_named(upload.organisation, upload.title, upload.format), foresee_record)
    communes, counts = CurrentCommunes(), Counter[str]()
    told: list[dict[str, Any]] = []
    for number, line in enumerate(delivery.lines(), start=1):
        if number > MAX_LINES:
            message = _("Cette liste a plus de %d lignes : partagez-la en plusieurs.")
            raise UnreadableSource("too-long", message % MAX_LINES)
        if number % READ_AT_ONCE == 0:
            seen(number)
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
