"""What the State answers: kept first, exactly as it came, then attached to its exchange, or put in quarantine.

The same bytes are taken once; the same news twice changes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import sendings, states, steps
from ..documents.checking import content_type_of
from ..models import (
    Acte,
    ClassificationVersion,
    Dispatch,
    DocumentType,
    Envelope,
    ExchangeFile,
    InboundMessage,
    Matiere,
    Transaction,
    TransmissionSettings,
)
from ..plain_words import plain, words_for
from ..storage import digest
from ..wire.classification import ClassificationRefused, read_classification
from ..wire.inspection import ARCHIVE, MAIL, Found, inspect
from ..wire.kinds import INNER, OUTER, Action
from ..wire.parsing import XmlRefused
from ..wire.said import Reading
from ..wire.tarball import ArchiveRefused, TarReader
from . import register
from .settings import note_first_act

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: A document of a letter; longer ones stay in the raw message.
LARGEST_DOCUMENT = 64 * 1024 * 1024


class NotQuarantined(Exception):
    """Somebody dealt with this message meanwhile."""


class Unattached(Exception):
    """A message that cannot be followed up: `str()` says why, in French."""


@dataclass
class Context:
    """One message being taken in."""

    message: InboundMessage
    at: datetime
    documents: dict[str, bytes]
    exchange: Transaction | None = None
    reasons: list[str] = field(default_factory=list)


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


@transaction.atomic
def store_classification(
    *, organisation: Organisation, dated_on: date, raw: bytes, at: datetime
) -> ClassificationVersion:
    """Keep a classification and what it holds; the same date again changes nothing.

    Raises XmlRefused, ClassificationRefused.
    """
    if (
        known := ClassificationVersion.objects.filter(organisation=organisation, dated_on=dated_on).first()
    ) is not None:
        return known
    read = read_classification(raw)
    version = ClassificationVersion(organisation=organisation, dated_on=dated_on, received_at=at, sha256=digest(raw))
    version.raw.save("classification.xml", ContentFile(raw), save=False)
    version.save()
    labels = {each.path: each.label for each in read.matieres}
    Matiere.objects.bulk_create(
        Matiere(
            version=version,
            code=each.code,
            depth=len(each.path),
            rank=rank,
            label=" ".join(each.label.split())[:250],
            trail=" › ".join(_levels(each.path, labels))[:600],
            words=_words(each.path, labels),
        )
        for rank, each in enumerate(read.matieres)
    )
    types = {
        (nature.code, each.code): each.label
        for nature in read.natures
        for each in nature.document_types
        if len(each.code) == 5 and nature.code < 100
    }
    DocumentType.objects.bulk_create(
        DocumentType(version=version, nature=nature, code=code, label=label[:250])
        for (nature, code), label in types.items()
    )
    journal.record(
        "actes.classification",
        target=version,
        at=at,
        organisation=organisation,
        data={"dated_on": dated_on.isoformat()},
    )
    return version


def _levels(path: tuple[int, ...], labels: dict[tuple[int, ...], str]) -> list[str]:
    return [" ".join(labels.get(path[:level], "").split()) for level in range(1, len(path) + 1)]


def _words(path: tuple[int, ...], labels: dict[tuple[int, ...], str]) -> str:
    """What a matière is found by: the labels of all its levels, and how people call it."""
    return f"{plain(' '.join(_levels(path, labels)))} {words_for('.'.join(map(str, path)))}".strip()


def _follow_up(found: Found, context: Context) -> None:
    """Raises Unattached."""
    handle = _HANDLERS.get(found.reading.action)
    if handle is None:
        reasons = "; ".join(found.reading.reasons) or "message inattendu"
        raise Unattached(
            reasons if found.reading.action is Action.QUARANTINE else f"ce message ne vient pas de l’État : {reasons}"
        )
    handle(found, context)


def _receipt(found: Found, context: Context) -> None:
    reading = found.reading
    if reading.code == "7-3":
        _classification_answered(found, context)
        return
    if reading.code in ("3-5", "4-5"):
        _answer_received(found, context)
        return
    acte = _acte(reading, context)
    exchange = _transmission(acte)
    if reading.unique_id != _unique_id(acte):
        raise Unattached(f"l’identifiant {reading.unique_id} n’est pas celui de l’acte {_unique_id(acte)}")
    received_on = _day(reading.received_on)
    if exchange.standing in states.REGISTERED:
        context.exchange = exchange  # the same receipt, once more
        return
    _not_changed_since(acte, exchange)
    steps.advance(
        exchange,
        states.Event.ACKNOWLEDGE,
        at=context.at,
        message=f"Reçu par la préfecture le {received_on:%d/%m/%Y}",
        proof=found.data,
        inbound=context.message,
        fields={"received_on": received_on},
    )
    acte.state, acte.unique_id, acte.received_on = Acte.State.RECEIVED, str(reading.unique_id), received_on
    acte.save(update_fields=["state", "unique_id", "received_on"])
    context.exchange = exchange
    if not acte.is_training:
        note_first_act(organisation=acte.organisation, at=context.at)
    if acte.publishes_itself:
        _publish(acte, exchange, context.at)
    journal.record(
        "actes.received",
        target=acte,
        at=context.at,
        organisation=acte.organisation,
        data={"exchange": exchange.pk, "unique_id": acte.unique_id},
    )


def _publish(acte: Acte, exchange: Transaction, at: datetime) -> None:
    """What was asked beforehand; when it cannot be done, the act waits on the start page to be published."""
    try:
        with transaction.atomic():
            register.publish_acte(acte=acte, by=exchange.created_by, at=at)
    except (register.NothingToShow, register.AlreadyPublished, register.NotPublishable, register.NeedsRedaction):
        return


def _anomaly(found: Found, context: Context) -> None:
    reading = found.reading
    acte = _acte(reading, context)
    exchange = _transmission(acte)
    if exchange.standing in states.REGISTERED:
        raise Unattached("anomalie arrivée après l’accusé de réception : à lire par une personne")
    if exchange.standing is states.State.ERROR:
        context.exchange = exchange
        return
    code = reading.anomaly.code if reading.anomaly else ""
    detail = (reading.anomaly.detail if reading.anomaly else "") or ""
    _fail(exchange, states.Event.ANOMALY, code, detail, found.data, context)


def _envelope_refused(found: Found, context: Context) -> None:
    reading = found.reading
    stem = reading.rejected_envelope or ""
    named = [name for name in (f"{stem}.tar.gz" if stem else "", *reading.files) if name]
    envelopes = Envelope.objects.filter(organisation__in=_bodies(reading, context)).select_related("transaction__acte")
    envelope = next(
        (each for name in named for each in envelopes.filter(name__endswith=name.replace(".xml", ".tar.gz"))), None
    )
    if envelope is None:
        raise Unattached(f"aucune enveloppe ne s’appelle {', '.join(named)[:200]}")
    exchange = steps.locked(envelope.transaction_id)
    if exchange.standing is states.State.ERROR:
        context.exchange = exchange
        return
    if exchange.standing in states.REGISTERED:
        raise Unattached("enveloppe refusée après l’accusé de réception : à lire par une personne")
    code = reading.anomaly.code if reading.anomaly else ""
    detail = (reading.anomaly.detail if reading.anomaly else "") or ""
    _fail(exchange, states.Event.FAIL, code, detail, found.data, context)


def _fail(exchange: Transaction, event: states.Event, code: str, detail: str, proof: bytes, context: Context) -> None:
    words = f"Refusé par la préfecture ({code or 'sans code'}) : {detail}".strip()
    steps.advance(
        exchange,
        event,
        at=context.at,
        message=words,
        proof=proof,
        inbound=context.message,
        fields={"anomaly_code": code[:20], "detail": detail},
    )
    context.exchange = exchange
    acte = exchange.acte
    if acte is not None and exchange.kind == Transaction.Kind.ACTE:
        acte.state = Acte.State.FAILED
        acte.save(update_fields=["state"])
    journal.record(
        "actes.refused",
        target=acte or exchange,
        at=context.at,
        organisation=exchange.organisation,
        data={"exchange": exchange.pk, "code": code[:20]},
    )


_LETTERS = {"2-1": Transaction.Kind.LETTER, "3-1": Transaction.Kind.REQUEST, "4-1": Transaction.Kind.OBSERVATIONS}


def _letter(found: Found, context: Context) -> None:
    reading = found.reading
    acte = _acte(reading, context)
    sent = _transmission(acte)
    if sent.standing not in states.REGISTERED:
        raise Unattached("la préfecture écrit au sujet d’un acte dont l’accusé de réception n’est pas arrivé")
    deferral = reading.action is Action.OPEN_DEFERRAL
    kind = Transaction.Kind.DEFERRAL if deferral else _LETTERS[str(reading.code)]
    day = _day(reading.deferred_on if deferral else reading.letter_date, or_none=True)
    sha256 = digest(found.data)
    same = acte.transactions.filter(kind=kind, is_incoming=True, steps__proof_sha256=sha256).first()
    if same is not None:
        context.exchange = same
        return
    takes_receipt = kind in (Transaction.Kind.REQUEST, Transaction.Kind.OBSERVATIONS)
    exchange = Transaction.objects.create(
        organisation=acte.organisation,
        acte=acte,
        parent=sent,
        kind=kind,
        is_incoming=True,
        state=states.State.LETTER_RECEIVED if takes_receipt else states.State.LETTER_WITHOUT_RECEIPT,
        tiers=sent.tiers,
        detail=reading.motive or "",
        letter_on=day,
        received_on=context.at.date(),
        created_at=context.at,
    )
    steps.note(exchange, at=context.at, proof=found.data, inbound=context.message)
    for rank, name in enumerate(reading.files, start=1):
        content = context.documents.get(name)
        if content is None:
            continue
        document = ExchangeFile(
            transaction=exchange,
            rank=rank,
            original_name=name[-200:],
            content_type=content_type_of(content[:2048]) or "application/octet-stream",
            size=len(content),
            sha256=digest(content),
        )
        document.content.save(name, ContentFile(content), save=False)
        document.save()
    settings = TransmissionSettings.objects.filter(organisation=acte.organisation_id).first()
    if (
        takes_receipt
        and settings is not None
        and settings.tiers
        in (
            TransmissionSettings.Tiers.DIRECT,
            TransmissionSettings.Tiers.SIMULATOR,
        )
    ):
        # Other operators send the receipt of a letter by themselves.
        Dispatch.objects.create(transaction=exchange, due_at=context.at)
    context.exchange = exchange
    journal.record(
        "actes.letter",
        target=acte,
        at=context.at,
        organisation=acte.organisation,
        data={"exchange": exchange.pk, "kind": int(kind)},
    )


def _answer_received(found: Found, context: Context) -> None:
    reading = found.reading
    acte = _acte(reading, context)
    kind = Transaction.Kind.REQUEST if reading.code == "3-5" else Transaction.Kind.OBSERVATIONS
    answers = acte.transactions.filter(kind=kind, is_incoming=False)
    if day := _day(reading.letter_date, or_none=True):
        answers = answers.filter(letter_on=day)
    exchange = _first(answers, (states.State.TRANSMITTED, states.State.WAITING, states.State.ACKNOWLEDGED))
    if exchange is None:
        raise Unattached("aucune réponse à ce courrier n’attend d’accusé")
    context.exchange = exchange
    if exchange.standing is states.State.ACKNOWLEDGED:
        return
    steps.advance(
        exchange,
        states.Event.ACKNOWLEDGE,
        at=context.at,
        proof=found.data,
        inbound=context.message,
        fields={"received_on": _day(reading.received_on)},
    )


def _cancelled(found: Found, context: Context) -> None:
    acte = _acte(found.reading, context)
    asked = acte.transactions.filter(kind=Transaction.Kind.CANCELLATION)
    exchange = _first(asked, (states.State.TRANSMITTED, states.State.WAITING, states.State.ACKNOWLEDGED))
    if exchange is None:
        raise Unattached("aucune annulation n’a été demandée pour cet acte")
    context.exchange = exchange
    if exchange.standing is states.State.ACKNOWLEDGED:
        return
    received_on = _day(found.reading.received_on)
    steps.advance(
        exchange,
        states.Event.ACKNOWLEDGE,
        at=context.at,
        proof=found.data,
        inbound=context.message,
        fields={"received_on": received_on},
    )
    steps.advance(
        _transmission(acte),
        states.Event.CANCEL,
        at=context.at,
        message=f"Transmission annulée par la préfecture le {received_on:%d/%m/%Y}",
        inbound=context.message,
    )
    acte.state = Acte.State.CANCELLED
    acte.save(update_fields=["state"])
    journal.record(
        "actes.cancelled", target=acte, at=context.at, organisation=acte.organisation, data={"exchange": exchange.pk}
    )


def _new_classification(found: Found, context: Context) -> None:
    dated_on = _day(found.reading.classification_date)
    bodies = list(_bodies(found.reading, context))
    if len(bodies) != 1:
        raise Unattached("on ne sait pas pour quel organisme est cette classification")
    try:
        store_classification(organisation=bodies[0], dated_on=dated_on, raw=found.data, at=context.at)
    except (XmlRefused, ClassificationRefused) as refusal:
        raise Unattached(str(refusal)) from refusal
    _classification_answered(found, context)


def _classification_answered(found: Found, context: Context) -> None:
    """The request that this answers, if there was one, is over."""
    bodies = list(_bodies(found.reading, context))
    asked = Transaction.objects.filter(organisation__in=bodies, kind=Transaction.Kind.CLASSIFICATION)
    exchange = _first(asked, (states.State.TRANSMITTED, states.State.WAITING)) if len(bodies) == 1 else None
    if exchange is not None:
        steps.advance(
            exchange, states.Event.ACKNOWLEDGE, at=context.at, proof=found.data[:100_000], inbound=context.message
        )
        context.exchange = exchange


_HANDLERS: dict[Action, Callable[[Found, Context], None]] = {
    Action.ACKNOWLEDGE: _receipt,
    Action.REJECT_ACT: _anomaly,
    Action.REJECT_ENVELOPE: _envelope_refused,
    Action.OPEN_LETTER: _letter,
    Action.OPEN_DEFERRAL: _letter,
    Action.CANCELLED: _cancelled,
    Action.STORE_CLASSIFICATION: _new_classification,
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


def _bodies(reading: Reading, context: Context) -> QuerySet[Organisation]:
    """Whose message this is: the body whose operator gave it, if its SIREN is the one in the message."""
    settings = TransmissionSettings.objects.all()
    if context.message.organisation_id is not None:
        settings = settings.filter(organisation=context.message.organisation_id)
    if reading.siren and len(reading.siren) == 9:
        settings = settings.filter(siren=reading.siren)
    elif context.message.organisation_id is None:
        settings = settings.none()
    return Organisation.objects.filter(acte_settings__in=settings)


def _acte(reading: Reading, context: Context) -> Acte:
    """The act that a message is about, held until the transaction ends. Raises Unattached."""
    bodies = _bodies(reading, context)
    if not bodies.exists():
        raise Unattached(f"aucun organisme ne transmet sous le SIREN {reading.siren or '(absent)'}")
    found = (
        Acte.objects.standing()
        .filter(organisation__in=bodies, number=reading.number or "")
        .select_for_update(of=("self",))
        .select_related("organisation")
    )
    if reading.mode == "EACT":
        found = found.filter(is_training=False)
    if day := _day(reading.decision_date, or_none=True):
        found = found.filter(decided_on=day)
    if reading.nature is not None:
        found = found.filter(nature=reading.nature)
    sent = [acte for acte in found if acte.transactions.filter(kind=Transaction.Kind.ACTE).exists()]
    if len(sent) != 1:
        raise Unattached(
            f"aucun acte transmis ne porte le numéro {reading.number}" if not sent else "plusieurs actes conviennent"
        )
    return sent[0]


def _transmission(acte: Acte) -> Transaction:
    """The transmission that news are about: the one under way, else the last."""
    order = (
        states.State.TRANSMITTED,
        states.State.WAITING,
        states.State.POSTED,
        *states.REGISTERED,
        states.State.ERROR,
    )
    exchange = _first(acte.transactions.filter(kind=Transaction.Kind.ACTE), order)
    if exchange is None:
        raise Unattached("cet acte n’a jamais été transmis")
    return exchange


def _first(exchanges: QuerySet[Transaction], order: Iterable[states.State]) -> Transaction | None:
    found = list(exchanges.order_by("-pk"))
    for state in order:
        for exchange in found:
            if exchange.standing is state:
                return steps.locked(exchange.pk)
    return None


def _not_changed_since(acte: Acte, exchange: Transaction) -> None:
    """A receipt after a refusal wins, unless the act was changed meanwhile: then somebody must look."""
    if exchange.standing is not states.State.ERROR:
        return
    is_changed = acte.state != Acte.State.FAILED or acte.files.filter(added_at__gt=exchange.created_at).exists()
    if is_changed:
        raise Unattached("l’accusé arrive après un refus, et l’acte a été modifié depuis : à examiner")


def _unique_id(acte: Acte) -> str:
    """What the State calls this act, by who its body is."""
    return sendings.unique_id(acte, acte.organisation.acte_settings)


def _day(text: str | None, *, or_none: bool = False) -> date:
    """Raises Unattached for what is no day, unless `or_none`."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        if or_none:
            return None  # type: ignore[return-value]
        raise Unattached("une date manque") from None


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
