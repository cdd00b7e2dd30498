"""Publishing in the legal register, and taking out of it what must not stay."""

from __future__ import annotations

from datetime import date, datetime
from typing import IO, TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from bastide.core.journal import actions as journal
from bastide.core.search import actions as search
from bastide.core.territory.models import Organisation
from bastide.kit.http.pages import purge

from .. import queries
from ..documents import stamping, words
from ..models import Acte, ActeFile, RegisterEntry, Seance, TransmissionSettings
from ..storage import digest

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: The source of `core.search` that finds register entries.
SEARCH_SOURCE = "register"


class NotPublishable(Exception):
    """An act in training, unfinished, or that must first be received by the préfecture."""


class AlreadyPublished(Exception):
    """An entry is never changed: mend it by another act, or withdraw it."""


class NeedsRedaction(Exception):
    """An individual act is notified, not published; to publish it all the same, say what was hidden, and why."""


class NothingToShow(Exception):
    """The document that everybody would read is missing, or is no PDF."""


class ReasonMissing(Exception):
    """A withdrawal says why."""


@transaction.atomic
def publish_acte(
    *,
    acte: Acte,
    by: User | None,
    at: datetime,
    mode: str = "",
    redacted: IO[bytes] | None = None,
    redaction: str = "",
) -> RegisterEntry:
    """Enter an act in the register: on this site, by poster, on paper, or notified to whom it concerns.

    On this site the stamped copy is shown, or `redacted`, in which `redaction` says what was hidden.
    Raises NotPublishable, AlreadyPublished, NeedsRedaction, NothingToShow.
    """
    acte = Acte.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=acte.pk)
    if acte.is_training or acte.state not in (Acte.State.RECEIVED, Acte.State.KEPT) or acte.decided_on is None:
        raise NotPublishable
    if RegisterEntry.objects.filter(acte=acte).exists():
        raise AlreadyPublished
    mode = mode or usual_mode(acte=acte)
    entry = RegisterEntry(
        organisation=acte.organisation,
        acte=acte,
        mode=mode,
        nature=acte.nature,
        number=acte.number,
        object=acte.object,
        decided_on=acte.decided_on,
        matiere_code=acte.matiere_code,
        matiere_label=acte.matiere_label,
        author_name=acte.author_name,
        author_capacity=acte.author_capacity,
        unique_id=acte.unique_id,
        received_on=acte.received_on,
        published_at=at,
        published_by=by,
        redaction=" ".join(redaction.split())[:300],
    )
    if mode == RegisterEntry.Mode.ELECTRONIC:
        if acte.is_individual and (redacted is None or not entry.redaction):
            raise NeedsRedaction
        content = redacted.read() if redacted is not None else _stamped_for_all(acte, at)
        _show(entry, content, f"{acte.number}-{slugify(acte.object)[:60]}.pdf")
    entry.save()
    _enter(entry, by, at)
    return entry


@transaction.atomic
def publish_document(
    *,
    organisation: Organisation,
    kind: str,
    seance: Seance,
    title: str,
    day: date,
    content: bytes,
    by: User | None,
    at: datetime,
) -> RegisterEntry:
    """Enter a meeting's list of deliberations examined, or its minutes. Raises AlreadyPublished."""
    standing = RegisterEntry.objects.filter(seance=seance, kind=kind, acte__isnull=True, withdrawn_at__isnull=True)
    if standing.exists():
        raise AlreadyPublished
    settings = TransmissionSettings.objects.filter(organisation=organisation).first()
    entry = RegisterEntry(
        organisation=organisation,
        kind=kind,
        seance=seance,
        # Lists and minutes go online wherever the body has a site: here, always. Source: CGCT, art. L2121-15 and 25.
        mode=RegisterEntry.Mode.ELECTRONIC,
        object=title,
        decided_on=day,
        author_name=settings.default_author if settings else "",
        author_capacity=settings.default_capacity if settings else "",
        published_at=at,
        published_by=by,
    )
    _show(entry, content, f"{slugify(title)[:80]}.pdf")
    entry.save()
    _enter(entry, by, at)
    return entry


@transaction.atomic
def withdraw_entry(*, entry: RegisterEntry, reason: str, by: User, at: datetime) -> RegisterEntry:
    """Take an entry out of sight; its address stays, with a notice. Withdrawing twice changes nothing.

    Raises ReasonMissing.
    """
    entry = RegisterEntry.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=entry.pk)
    if entry.withdrawn_at is not None:
        return entry
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise ReasonMissing
    entry.withdrawn_at, entry.withdrawn_by, entry.withdrawal_reason = at, by, reason
    entry.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _refresh(entry)
    journal.record(
        "actes.withdrawn",
        target=entry.acte or entry,
        by=by,
        at=at,
        organisation=entry.organisation,
        data={"entry": entry.pk},
    )
    return entry


def usual_mode(*, acte: Acte) -> str:
    """How the body publishes: individual acts are notified, the others as it chose. Source: CGCT, art. L2131-1."""
    if acte.is_individual:
        return RegisterEntry.Mode.NOTIFIED
    settings = TransmissionSettings.objects.filter(organisation=acte.organisation_id).first()
    return settings.mode if settings is not None else RegisterEntry.Mode.ELECTRONIC


def stamped_copy(*, file: ActeFile, at: datetime, published_on: date | None = None) -> bytes:
    """A copy of a document with the stamp of its act, at the place that the body chose; no PDF, the document itself."""
    acte = file.acte
    content = file.read()
    if file.content_type != ActeFile.Kind.PDF or not acte.unique_id:
        return content
    settings = TransmissionSettings.objects.filter(organisation=acte.organisation_id).first()
    lines = stamping.stamp_lines(
        sent_on=timezone.localdate(acte.transmitted_at) if acte.transmitted_at else None,
        received_on=acte.received_on,
        published_on=published_on,
        unique_id=acte.unique_id,
    )
    corner = settings.stamp_corner if settings else TransmissionSettings.Corner.TOP_LEFT
    return stamping.stamped(content, lines, corner=str(corner), at=at)


def _stamped_for_all(acte: Acte, at: datetime) -> bytes:
    main = acte.files.filter(rank=1).select_related("acte").first()
    if main is None or main.content_type != ActeFile.Kind.PDF:
        raise NothingToShow
    return stamped_copy(file=main, at=at, published_on=timezone.localdate(at))


def _show(entry: RegisterEntry, content: bytes, name: str) -> None:
    if not content.startswith(b"%PDF-"):
        raise NothingToShow
    entry.name, entry.size, entry.sha256 = name, len(content), digest(content)
    entry.text = words.text_of(content)
    entry.document.save(name, ContentFile(content), save=False)


def _enter(entry: RegisterEntry, by: User | None, at: datetime) -> None:
    _refresh(entry)
    journal.record(
        "actes.published",
        target=entry.acte or entry,
        by=by,
        at=at,
        organisation=entry.organisation,
        data={"entry": entry.pk, "mode": entry.mode, "sha256": entry.sha256},
    )


def _refresh(entry: RegisterEntry) -> None:
    """Pages and search follow, in the same transaction."""
    search.reindex(source=SEARCH_SOURCE, key=str(entry.pk))
    organisation_id = entry.organisation_id
    transaction.on_commit(lambda: queries.forget_latest(organisation_id))
    purge(
        f"register-entry:{entry.pk}",
        f"register:{entry.organisation_id}",
        "register",
        f"organisation:{entry.organisation_id}",
    )
