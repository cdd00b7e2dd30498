"""What the préfecture writes about an act, and what it says of our answers."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils import timezone

from bastide.core.journal import actions as journal

from .. import states, steps
from ..attaching import Context, Unattached, acte_of, day_of, first_of, past_day_of, transmission_of
from ..documents.checking import content_type_of
from ..models import Dispatch, ExchangeFile, Transaction, TransmissionSettings
from ..storage import digest
from ..wire.inspection import Found
from ..wire.kinds import Action
from . import alerts

_LETTERS = {"2-1": Transaction.Kind.LETTER, "3-1": Transaction.Kind.REQUEST, "4-1": Transaction.Kind.OBSERVATIONS}


def open_letter(*, found: Found, context: Context) -> None:
    """A letter of the préfecture about an act; the same letter twice is one. Raises Unattached."""
    reading = found.reading
    acte = acte_of(reading, context)
    sent = transmission_of(acte)
    if sent.standing not in states.REGISTERED:
        raise Unattached("la préfecture écrit au sujet d’un acte dont l’accusé de réception n’est pas arrivé")
    deferral = reading.action is Action.OPEN_DEFERRAL
    kind = Transaction.Kind.DEFERRAL if deferral else _LETTERS[str(reading.code)]
    day = day_of(reading.deferred_on if deferral else reading.letter_date, or_none=True)
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
        received_on=timezone.localdate(context.at),
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
    if takes_receipt and sent.tiers in (TransmissionSettings.Tiers.DIRECT, TransmissionSettings.Tiers.SIMULATOR):
        # Other operators send the receipt of a letter by themselves.
        Dispatch.objects.create(transaction=exchange, due_at=context.at)
    alerts.tell_letter(acte=acte, letter=exchange, at=context.at)
    context.exchange = exchange
    journal.record(
        "actes.letter",
        target=acte,
        at=context.at,
        organisation=acte.organisation,
        data={"exchange": exchange.pk, "kind": int(kind)},
    )


def receive_answer(*, found: Found, context: Context) -> None:
    """The receipt of an answer to a letter. Raises Unattached."""
    reading = found.reading
    acte = acte_of(reading, context)
    kind = Transaction.Kind.REQUEST if reading.code == "3-5" else Transaction.Kind.OBSERVATIONS
    answers = acte.transactions.filter(kind=kind, is_incoming=False)
    if day := day_of(reading.letter_date, or_none=True):
        answers = answers.filter(letter_on=day)
    exchange = first_of(answers, (states.State.TRANSMITTED, states.State.WAITING, states.State.ACKNOWLEDGED))
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
        fields={"received_on": past_day_of(reading.received_on, context)},
    )
