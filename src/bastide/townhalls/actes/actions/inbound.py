"""What the State answers: kept first, exactly as it came, then attached to its exchange, or put in quarantine.

The same bytes are taken once; the same news twice changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import states
from ..attaching import Context, ExerciseOver, Unattached
from ..models import InboundMessage
from ..storage import digest
from ..wire.inspection import ARCHIVE, MAIL, Found, inspect
from ..wire.kinds import INNER, OUTER, Action
from ..wire.tarball import ArchiveRefused, TarReader
from . import classifications, letters, verdicts

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: A document of a letter; longer ones stay in the raw message.
LARGEST_DOCUMENT = 64 * 1024 * 1024


class NotQuarantined(Exception):
    """Somebody dealt with this message meanwhile."""


def keep_message(
    *, raw: bytes, name: str, origin: str, reference: str, organisation: Organisation | None, at: datetime
) -> InboundMessage:
    """Keep what came, before anything is made of it; the same bytes give the row that is there."""
    sha256 = digest(raw)
    if (known := InboundMessage.objects.filter(sha256=sha256).first()) is not None:
        return known
    message = InboundMessage(
        organisation=organisation,
        origin=origin,
        reference=reference[:200],
        name=name[-200:] or "message",
        sha256=sha256,
        size=len(raw),
        arrived_at=at,
    )
    message.raw.save(name or "message", ContentFile(raw), save=False)
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        # Two processes read the same mailbox.
        return InboundMessage.objects.get(sha256=sha256)
    return message


@transaction.atomic
def take_in(*, message: InboundMessage, at: datetime) -> InboundMessage:
    """Make of a kept message what it asks for. What cannot be attached is put in quarantine, with its reasons."""
    message = InboundMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.outcome not in (InboundMessage.Outcome.PENDING, InboundMessage.Outcome.QUARANTINED):
        return message
    raw = message.read()
    found = list(inspect(io.BytesIO(raw), message.name))
    context = Context(message, at, _documents(raw, found))
    done = 0
    for each in found:
        if each.reading.kind in (ARCHIVE, MAIL, OUTER, INNER):
            if each.reading.action is Action.QUARANTINE:
                context.reasons += each.reading.reasons or ["quarantaine"]
            continue
        try:
            # What one message of several changed is undone when it cannot be followed up.
            with transaction.atomic():
                _follow_up(each, context)
        except ExerciseOver:
            done += 1
        except (Unattached, states.Impossible) as problem:
            context.reasons += [*each.reading.reasons, str(problem)]
        else:
            done += 1
    if not done and not context.reasons:
        context.reasons.append("aucun message ACTES")
    _conclude(context)
    return message


@transaction.atomic
def dismiss_message(*, message: InboundMessage, by: User, at: datetime) -> InboundMessage:
    """File a quarantined message without doing anything; it is kept. Raises NotQuarantined."""
    message = InboundMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.outcome != InboundMessage.Outcome.QUARANTINED:
        raise NotQuarantined
    message.outcome = InboundMessage.Outcome.DISMISSED
    message.save(update_fields=["outcome"])
    journal.record(
        "actes.message_dismissed",
        target=message,
        by=by,
        at=at,
        organisation=message.organisation,
        data={"message": message.pk},
    )
    return message


def _follow_up(found: Found, context: Context) -> None:
    """Raises Unattached."""
    handle = _HANDLERS.get(found.reading.action)
    if handle is None:
        reasons = "; ".join(found.reading.reasons) or "message inattendu"
        raise Unattached(
            reasons if found.reading.action is Action.QUARANTINE else f"ce message ne vient pas de l’État : {reasons}"
        )
    handle(found=found, context=context)


def _acknowledge(*, found: Found, context: Context) -> None:
    """A receipt: of a request for the classification, of an answer to a letter, or of the act itself."""
    if found.reading.code == "7-3":
        classifications.close_request(found=found, context=context)
    elif found.reading.code in ("3-5", "4-5"):
        letters.receive_answer(found=found, context=context)
    else:
        verdicts.receive(found=found, context=context)


class _Handler(Protocol):
    def __call__(self, *, found: Found, context: Context) -> None: ...


_HANDLERS: dict[Action, _Handler] = {
    Action.ACKNOWLEDGE: _acknowledge,
    Action.REJECT_ACT: verdicts.refuse,
    Action.REJECT_ENVELOPE: verdicts.refuse_envelope,
    Action.OPEN_LETTER: letters.open_letter,
    Action.OPEN_DEFERRAL: letters.open_letter,
    Action.CANCELLED: verdicts.cancel,
    Action.STORE_CLASSIFICATION: classifications.take_classification,
}


def _conclude(context: Context) -> None:
    message = context.message
    message.transaction = context.exchange
    if context.exchange is not None and message.organisation_id is None:
        message.organisation = context.exchange.organisation
    message.reasons = list(dict.fromkeys(reason.replace("\x00", "") for reason in context.reasons))[:50]
    quarantined = bool(message.reasons)
    was = message.outcome
    message.outcome = InboundMessage.Outcome.QUARANTINED if quarantined else InboundMessage.Outcome.APPLIED
    message.save(update_fields=["transaction", "organisation", "reasons", "outcome"])
    if quarantined and was != message.outcome:
        journal.record(
            "actes.quarantined",
            target=message,
            at=context.at,
            organisation=message.organisation,
            data={"message": message.pk},
        )


def _documents(raw: bytes, found: Iterable[Found]) -> dict[str, bytes]:
    """The documents that came with the messages, by name."""
    documents: dict[str, bytes] = {}
    for each in found:
        documents |= each.documents
    if raw[:2] == b"\x1f\x8b":
        try:
            reader = TarReader(io.BytesIO(raw))
            for member in reader:
                if member.size <= LARGEST_DOCUMENT:
                    documents.setdefault(member.name, b"".join(reader.chunks()))
        except ArchiveRefused:
            return {}
    return documents
