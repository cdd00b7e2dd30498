"""Finding what a message of the State is about: its body, its act, the exchange that it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from bastide.core.territory.models import Organisation

from . import channels, states, steps
from .models import Acte, InboundMessage, Transaction, TransmissionSettings
from .wire.said import Reading


class Unattached(Exception):
    """A message that cannot be followed up: `str()` says why, in French."""


class ExerciseOver(Exception):
    """The message is about an exercise that was put away: it needs nobody."""


@dataclass
class Context:
    """One message being taken in."""

    message: InboundMessage
    at: datetime
    documents: dict[str, bytes]
    exchange: Transaction | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def is_simulated(self) -> bool:
        return self.message.origin == channels.SIMULATOR


def bodies_of(reading: Reading, context: Context) -> QuerySet[Organisation]:
    """Whose message this is: the body whose operator gave it, if its SIREN is the one in the message."""
    settings = TransmissionSettings.objects.all()
    if context.message.organisation_id is not None:
        settings = settings.filter(organisation=context.message.organisation_id)
    if reading.siren and len(reading.siren) == 9:
        settings = settings.filter(siren=reading.siren)
    elif context.message.organisation_id is None:
        settings = settings.none()
    whose = Q(acte_settings__in=settings)
    if context.is_simulated and reading.siren:
        # A body that only trains may have no settings of its own yet.
        whose |= Q(siren=reading.siren, acte_settings=None) | Q(siren=reading.siren, acte_settings__siren="")
    return Organisation.objects.filter(whose)


def acte_of(reading: Reading, context: Context) -> Acte:
    """The act that a message is about, held until the transaction ends. Raises Unattached, ExerciseOver."""
    bodies = bodies_of(reading, context)
    if not bodies.exists():
        raise Unattached(f"aucun organisme ne transmet sous le SIREN {reading.siren or '(absent)'}")
    found = (
        Acte.objects.filter(organisation__in=bodies, number=reading.number or "")
        .filter(~Q(state=Acte.State.ABANDONED) | Q(is_training=True))
        .select_for_update(of=("self",))
        .select_related("organisation")
    )
    if reading.mode == "EACT":
        found = found.filter(is_training=False)
    if day := day_of(reading.decision_date, or_none=True):
        found = found.filter(decided_on=day)
    if reading.nature is not None:
        found = found.filter(nature=reading.nature)
    sent = [acte for acte in found if acte.transactions.filter(same_line(context), kind=Transaction.Kind.ACTE).exists()]
    if len(sent) != 1:
        raise Unattached(
            f"aucun acte transmis ne porte le numéro {reading.number}" if not sent else "plusieurs actes conviennent"
        )
    if sent[0].state == Acte.State.ABANDONED:
        raise ExerciseOver
    return sent[0]


def same_line(context: Context, tiers: str = "tiers") -> Q:
    """What the simulator says is about what went to it, and about nothing else."""
    simulated = Q(**{tiers: channels.SIMULATOR})
    return simulated if context.is_simulated else ~simulated


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


def past_day_of(text: str | None, context: Context) -> date:
    """A day on which something happened, by the calendar of the State. Raises Unattached for one that is to come."""
    day = day_of(text)
    if day > context.at.date() + timedelta(days=1):
        raise Unattached(f"la date {day:%d/%m/%Y} est dans l’avenir")
    return day


def day_of(text: str | None, *, or_none: bool = False) -> date:
    """Raises Unattached for what is no day, unless `or_none`."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        if or_none:
            return None  # type: ignore[return-value]
        raise Unattached("une date manque") from None
