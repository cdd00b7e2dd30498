"""What the State answers: kept first, exactly as it came, then attached to its exchange, or put in quarantine.

The same bytes are taken once; the same news twice changes nothing.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import states
from ..attaching import Context, ExerciseOver, Unattached, same_line
from ..models import Acte, InboundMessage
from ..storage import digest
from ..wire.inspection import ARCHIVE, MAIL, Found, inspect
from ..wire.kinds import INNER, OUTER, Action
from ..wire.tarball import ArchiveRefused, TarReader
from . import classifications, letters, verdicts

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

logger = logging.getLogger(__name__)

#: A document of a letter; longer ones stay in the raw message.
LARGEST_DOCUMENT = 64 * 1024 * 1024


#: How long after an act of which a part went on paper the préfecture may write about it, in words only.
PAPER_DELAY = timedelta(days=60)


class NotQuarantined(Exception):
    """Somebody dealt with this message meanwhile."""


def keep_message(
    *, raw: bytes, name: str, origin: str, reference: str, organisation: Organisation | None, at: datetime
) -> InboundMessage:
    """Keep what came, before anything is made of it; the same bytes at the same desk give the row that is there."""
    sha256 = digest(raw)
    same = InboundMessage.objects.filter(sha256=sha256).filter(_same_desk(organisation, origin)).order_by("pk")
    if (known := same.first()) is not None:
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
        message.raw.delete(save=False)
        if (known := same.first()) is None:
            raise
        return known
    return message


def _same_desk(organisation: Organisation | None, origin: str) -> Q:
    """Where the same bytes are the same message: at one body, or in the mailbox that all share.

    What a secretary of two bodies imported for the wrong one is not thereby taken from the other.
    """
    if organisation is not None:
        return Q(organisation=organisation)
    return Q(organisation=None) | Q(origin=origin) | Q(outcome=InboundMessage.Outcome.APPLIED)


@transaction.atomic
def take_in(*, message: InboundMessage, at: datetime) -> InboundMessage:
    """Make of a kept message what it asks for. What cannot be attached is put in quarantine, with its reasons."""
    message = InboundMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.outcome not in (InboundMessage.Outcome.PENDING, InboundMessage.Outcome.QUARANTINED):
        return message
    raw = message.read()
    found = list(inspect(io.BytesIO(raw), message.name))
    context = Context(message, at, _documents(raw, found))
    if _is_word_of_paper(found, context):
        _file(context, found[0].reading.reasons)
        return message
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
        except (ArithmeticError, DataError, IntegrityError, LookupError, TypeError, ValueError):
            # Whatever one message makes us stumble over, the others of the mailbox get their turn.
            logger.exception("This message could not be followed up: %s", message.pk)
            context.reasons += [*each.reading.reasons, "une erreur que ce programme n’attendait pas"]
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
        body = context.exchange.organisation
        if not InboundMessage.objects.filter(organisation=body, sha256=message.sha256).exists():
            message.organisation = body
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


def _is_word_of_paper(found: Sequence[Found], context: Context) -> bool:
    """Whether this is the mail, in words only, by which the préfecture answers an act that goes partly on paper."""
    if len(found) != 1 or found[0].reading.kind != MAIL or found[0].reading.action is not Action.ENVELOPE:
        return False
    sent = Acte.objects.filter(same_line(context, "transactions__tiers"), has_paper=True)
    if context.message.organisation_id is not None:
        sent = sent.filter(organisation=context.message.organisation_id)
    return sent.filter(transmitted_at__gte=context.at - PAPER_DELAY).exists()


def _file(context: Context, reasons: list[str]) -> None:
    """Keep what proves nothing and asks for nothing, with nobody to examine it."""
    message = context.message
    message.reasons, message.outcome = reasons, InboundMessage.Outcome.DISMISSED
    message.save(update_fields=["reasons", "outcome"])


def _documents(raw: bytes, found: Iterable[Found]) -> dict[str, bytes]:
    """The documents of letters that came with them, by name."""
    documents: dict[str, bytes] = {}
    for each in found:
        documents |= each.documents
    letters = [each.reading for each in found if each.reading.action in (Action.OPEN_LETTER, Action.OPEN_DEFERRAL)]
    wanted = {name for letter in letters for name in letter.files}
    if raw[:2] == b"\x1f\x8b":
        try:
            reader = TarReader(io.BytesIO(raw))
            for member in reader:
                if member.name in wanted and member.size <= LARGEST_DOCUMENT:
                    documents.setdefault(member.name, b"".join(reader.chunks()))
        except ArchiveRefused:
            return {}
    return documents
