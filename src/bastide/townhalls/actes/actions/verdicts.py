"""What the State says of a transmission: received, refused, cancelled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bastide.core.journal import actions as journal

from .. import causes, channels, sendings, states, steps
from ..attaching import Context, Unattached, acte_of, bodies_of, first_of, past_day_of, same_line, transmission_of
from ..models import Acte, Envelope, Transaction
from ..wire.inspection import Found
from ..wire.names import iso_day, read_message_name
from ..wire.said import Reading
from . import alerts, classifications, register
from .settings import note_first_act


def receive(*, found: Found, context: Context) -> None:
    """The receipt of an act: it is received, and published when that was asked beforehand. Raises Unattached."""
    reading = found.reading
    acte = acte_of(reading, context)
    exchange = transmission_of(acte)
    if reading.unique_id != _unique_id(acte):
        raise Unattached(f"l’identifiant {reading.unique_id} n’est pas celui de l’acte {_unique_id(acte)}")
    received_on = past_day_of(reading.received_on, context)
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
        alerts.tell_received(acte=acte, exchange=exchange, at=context.at)
        classifications.note_newer(acte=acte, reading=reading, at=context.at)
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


def refuse(*, found: Found, context: Context) -> None:
    """An anomaly: the act comes back to its secretary; after a receipt, a person reads it. Raises Unattached."""
    reading = found.reading
    acte = acte_of(reading, context)
    exchange = transmission_of(acte)
    if exchange.standing in states.REGISTERED:
        raise Unattached("anomalie arrivée après l’accusé de réception : à lire par une personne")
    if exchange.standing is states.State.ERROR:
        context.exchange = exchange
        return
    code = reading.anomaly.code if reading.anomaly else ""
    detail = (reading.anomaly.detail if reading.anomaly else "") or ""
    _fail(exchange, states.Event.ANOMALY, code, detail, found.data, context)
    if not acte.is_training:
        classifications.note_newer(acte=acte, reading=reading, at=context.at)


def refuse_envelope(*, found: Found, context: Context) -> None:
    """An envelope that the State could not open: what it carried was not received. Raises Unattached."""
    reading = found.reading
    stem = reading.rejected_envelope or ""
    envelopes = Envelope.objects.filter(
        same_line(context, "transaction__tiers"), organisation__in=bodies_of(reading, context)
    ).select_related("transaction__acte")
    # The trigramme stands before, and is not repeated by the State.
    envelope = envelopes.filter(name__endswith=f"-{stem}.tar.gz").first() if stem else _holding(reading, envelopes)
    if envelope is None:
        raise Unattached(f"aucune enveloppe ne s’appelle {stem[:200] or '(sans nom)'}")
    exchange = steps.locked(envelope.transaction_id)
    if exchange.standing is states.State.ERROR:
        context.exchange = exchange
        return
    if exchange.standing in states.REGISTERED:
        raise Unattached("enveloppe refusée après l’accusé de réception : à lire par une personne")
    # Envelopes have codes of their own: their 001 is not the "already sent" of an act.
    code = f"{causes.OF_ENVELOPE} {reading.anomaly.code if reading.anomaly else ''}".strip()
    detail = (reading.anomaly.detail if reading.anomaly else "") or ""
    _fail(exchange, states.Event.FAIL, code, detail, found.data, context)


def _holding(reading: Reading, envelopes: QuerySet[Envelope]) -> Envelope | None:
    """The envelope under way that holds the act which a refusal repeats, when nothing says how it is called."""
    names = [one for one in map(read_message_name, reading.files) if one and one.code == "1-1"]
    if len(names) != 1 or not (day := iso_day(names[0].day)):
        return None
    found = envelopes.filter(
        transaction__kind=Transaction.Kind.ACTE,
        transaction__state=states.State.TRANSMITTED,
        transaction__acte__number=names[0].number,
        transaction__acte__decided_on=day,
    )
    return found.first() if found.count() == 1 else None


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
        alerts.tell_refused(acte=acte, exchange=exchange, at=context.at)
    journal.record(
        "actes.refused",
        target=acte or exchange,
        at=context.at,
        organisation=exchange.organisation,
        data={"exchange": exchange.pk, "code": code[:20]},
    )


def cancel(*, found: Found, context: Context) -> None:
    """The State forgets a transmission, as was asked. Raises Unattached."""
    acte = acte_of(found.reading, context)
    asked = acte.transactions.filter(kind=Transaction.Kind.CANCELLATION)
    exchange = first_of(asked, (states.State.TRANSMITTED, states.State.WAITING, states.State.ACKNOWLEDGED))
    if exchange is None:
        raise Unattached("aucune annulation n’a été demandée pour cet acte")
    context.exchange = exchange
    if exchange.standing is states.State.ACKNOWLEDGED:
        return
    received_on = past_day_of(found.reading.received_on, context)
    steps.advance(
        exchange,
        states.Event.ACKNOWLEDGE,
        at=context.at,
        proof=found.data,
        inbound=context.message,
        fields={"received_on": received_on},
    )
    steps.advance(
        transmission_of(acte),
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


def _not_changed_since(acte: Acte, exchange: Transaction) -> None:
    """A receipt after a refusal wins, unless the act was changed meanwhile: then somebody must look."""
    if exchange.standing is not states.State.ERROR:
        return
    is_changed = acte.state != Acte.State.FAILED or acte.files.filter(added_at__gt=exchange.created_at).exists()
    if is_changed:
        raise Unattached("l’accusé arrive après un refus, et l’acte a été modifié depuis : à examiner")


def _unique_id(acte: Acte) -> str:
    """What the State calls this act, by who its body is."""
    settings = channels.settings_of_acte(acte)
    assert settings is not None
    return sendings.unique_id(acte, settings)
