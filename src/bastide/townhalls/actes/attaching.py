"""Finding what a message of the State is about: its body, its act, the exchange that it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from bastide.core.territory.models import Organisation

from . import states, steps
from .models import Acte, InboundMessage, Transaction, TransmissionSettings
from .wire.said import Reading


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


def bodies_of(reading: Reading, context: Context) -> QuerySet[Organisation]:
    """Whose message this is: the body whose operator gave it, if its SIREN is the one in the message."""
    settings = TransmissionSettings.objects.all()
    if context.message.organisation_id is not None:
        settings = settings.filter(organisation=context.message.organisation_id)
    if reading.siren and len(reading.siren) == 9:
        settings = settings.filter(siren=reading.siren)
    elif context.message.organisation_id is None:
        settings = settings.none()
    return Organisation.objects.filter(acte_settings__in=settings)


def acte_of(reading: Reading, context: Context) -> Acte:
    """The act that a message is about, held until the transaction ends. Raises Unattached."""
    bodies = bodies_of(reading, context)
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
    if day := day_of(reading.decision_date, or_none=True):
        found = found.filter(decided_on=day)
    if reading.nature is not None:
        found = found.filter(nature=reading.nature)
    sent = [acte for acte in found if acte.transactions.filter(kind=Transaction.Kind.ACTE).exists()]
    if len(sent) != 1:
        raise Unattached(
            f"aucun acte transmis ne porte le numéro {reading.number}" if not sent else "plusieurs actes conviennent"
        )
    return sent[0]


def transmission_of(acte: Acte) -> Transaction:
    """The transmission that news are about: the one under way, else the last."""
    order = (
        states.State.TRANSMITTED,
        states.State.WAITING,
        states.State.POSTED,
        *states.REGISTERED,
        states.State.ERROR,
    )
    exchange = first_of(acte.transactions.filter(kind=Transaction.Kind.ACTE), order)
    if exchange is None:
        raise Unattached("cet acte n’a jamais été transmis")
    return exchange


def first_of(exchanges: QuerySet[Transaction], order: Iterable[states.State]) -> Transaction | None:
    found = list(exchanges.order_by("-pk"))
    for state in order:
        for exchange in found:
            if exchange.standing is state:
                return steps.locked(exchange.pk)
    return None


def day_of(text: str | None, *, or_none: bool = False) -> date:
    """Raises Unattached for what is no day, unless `or_none`."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        if or_none:
            return None  # type: ignore[return-value]
        raise Unattached("une date manque") from None
