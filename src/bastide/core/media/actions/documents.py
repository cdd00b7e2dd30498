"""Keeping documents, and reading their words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.tasks.models import DueWork, LeaseLost
from bastide.kit.tasks.running import Ran

from ..inspection.base import CheckedFile
from ..models import DocumentPage, DocumentReading, MediaDocument
from ..reading import Unreadable, read_words
from ..registry import document_listeners
from .collections import collection_of
from .pictures import NotOurs

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

logger = logging.getLogger(__name__)

#: Longer than the longest document takes, its pages read from their pictures.
LEASE_SECONDS = 3_600
#: When a storage was away.
FETCH_AGAIN_AFTER = timedelta(minutes=15)


@transaction.atomic
def keep_document(
    *, organisation: Organisation, file: CheckedFile, title: str, by: User, at: datetime, is_withheld: bool = False
) -> MediaDocument:
    """Keep a document that passed the inspection, among those of `organisation`, and have its words read.

    Raises NotOurs.
    """
    if not Organisation.objects.managed_by(by, at=at).filter(pk=organisation.pk).exists():
        raise NotOurs
    document = MediaDocument(
        title=title[:255] or str(file.name),
        file=file,
        collection=collection_of(organisation=organisation),
        uploaded_by_user=by,
        is_withheld=is_withheld,
    )
    document._set_document_file_metadata()
    document.save()
    queue_reading(document=document, at=at)
    journal.record("media.document_kept", target=document, by=by, at=at, organisation=organisation)
    return document


@transaction.atomic
def replace_document(*, document: MediaDocument, file: CheckedFile, by: User, at: datetime) -> MediaDocument:
    """Another file in the place of the first one, of which nothing stays. Raises NotOurs."""
    if not MediaDocument.objects.managed_by(by, at=at).filter(pk=document.pk).exists():
        raise NotOurs
    storage, old = document.file.storage, document.file.name
    document.file = file
    document._set_document_file_metadata()
    document.save()
    queue_reading(document=document, at=at)
    transaction.on_commit(lambda: storage.delete(old or ""))
    journal.record("media.document_replaced", target=document, by=by, at=at)
    return document


@transaction.atomic
def withhold(*, document: MediaDocument) -> None:
    """From now on only its own body reads it; the caller's action tells the journal why."""
    MediaDocument.objects.filter(pk=document.pk).update(is_withheld=True)


@transaction.atomic
def let_read(*, document: MediaDocument) -> None:
    """From now on everybody may read it; the caller's action tells the journal why."""
    MediaDocument.objects.filter(pk=document.pk).update(is_withheld=False)


@transaction.atomic
def queue_reading(*, document: MediaDocument, at: datetime) -> None:
    """Have the words read (again): the row is the memory, the queue only makes it soon."""
    DocumentReading.objects.update_or_create(
        document=document,
        defaults={
            "state": DueWork.State.DUE,
            "due_at": at,
            "attempts": 0,
            "lease_token": None,
            "leased_until": None,
            "file_hash": document.file_hash,
        },
    )


@transaction.atomic
def queue_unread(*, at: datetime, limit: int = 500) -> int:
    """Have read what came in without us: several files at once, an import, another file under the same document."""
    unread = MediaDocument.objects.filter(
        models.Q(reading__isnull=True) | ~models.Q(reading__file_hash=models.F("file_hash"))
    ).exclude(reading__state__in=(DueWork.State.DUE, DueWork.State.LEASED))
    found = list(unread.order_by("pk")[:limit])
    for document in found:
        queue_reading(document=document, at=at)
    return len(found)


def read_due(*, clock: Callable[[], datetime], limit: int = 100, seconds: float = 600) -> Ran:
    """Read the documents that are due, for so long; the rest waits for the next call.

    Words are read outside any transaction: a long bulletin holds nobody up.
    """
    ran, until = Ran(), clock() + timedelta(seconds=seconds)
    while ran.total < limit and clock() < until and (leased := DocumentReading.objects.lease(clock(), LEASE_SECONDS)):
        _read(leased[0], clock, ran)
    return ran


def _read(reading: DocumentReading, clock: Callable[[], datetime], ran: Ran) -> None:
    token, document = reading.lease_token, reading.document
    assert token is not None
    try:
        try:
            words = read_words(_fetched(document), document.file_extension.lower())
        except _StorageAway as error:
            # No fault of the file: it is never given up for that.
            logger.exception("the file of %s cannot be fetched", reading.pk)
            DocumentReading.objects.postpone(token, clock() + FETCH_AGAIN_AFTER, str(error))
            ran.put_back += 1
            return
        except Exception as error:
            logger.warning("%s cannot be read: %s", reading.pk, error, exc_info=not isinstance(error, Unreadable))
            state = DocumentReading.objects.fail(token, clock(), f"{type(error).__name__}: {error}")
            ran.given_up += state == DueWork.State.FAILED
            ran.put_back += state != DueWork.State.FAILED
            return
        with transaction.atomic():
            DocumentReading.objects.complete(token, clock())
            DocumentReading.objects.filter(pk=reading.pk).update(used_ocr=words.used_ocr)
            DocumentPage.objects.filter(document=document).delete()
            DocumentPage.objects.bulk_create(
                [
                    DocumentPage(document=document, number=number, text=text)
                    for number, text in enumerate(words.pages, start=1)
                ],
                batch_size=200,
            )
            MediaDocument.objects.filter(pk=document.pk).update(page_count=len(words.pages) or None)
            for _name, listener in document_listeners:
                listener.refresh(document)
        ran.done += 1
    except LeaseLost:
        ran.lost += 1


class _StorageAway(Exception):
    """The bucket or the disk of a file does not answer."""


def _fetched(document: MediaDocument) -> bytes:
    """Raises FileNotFoundError when the file is lost, _StorageAway when nobody can say."""
    try:
        with document.open_file() as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise
    except Exception as error:
        raise _StorageAway(f"{type(error).__name__}: {error}") from error
