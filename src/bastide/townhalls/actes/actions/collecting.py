"""Fetching what the State answered, from each operator."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Q

from bastide.core.territory.models import Organisation

from .. import channels, connections, states, steps
from ..models import InboundMessage, Transaction, TransmissionSettings
from ..tiers.port import Deposit, Incoming, IncomingKind, NotOffered, Refused, Tiers, TiersProblem, Unreachable
from . import inbound
from .dispatching import Connect, fail_exchange

logger = logging.getLogger(__name__)

#: References of what was kept, told to the operator's adapter so that it does not fetch it again.
REMEMBERED = 2_000


@dataclass
class Collected:
    """What a round brought; `problems` says who did not answer, and why."""

    kept: int = 0
    asked: int = 0
    problems: list[str] = field(default_factory=list)


def collect(*, clock: Callable[[], datetime], connect: Connect | None = None) -> Collected:
    """Ask each operator for news, keep them, then make of them what they ask for. One that fails stops no other.

    An operator that cannot be reached is not tried again for its next body: each would wait as long for nothing.
    """
    collected, away = Collected(), set[tuple[str, str]]()
    if django_settings.REHEARSAL:
        return collected
    for settings, organisation in _channels():
        door = (settings.tiers, settings.address)
        if door in away:
            continue
        try:
            tiers = (connect or connections.connect)(settings, clock())
            if tiers.tells_status and organisation is not None:
                _ask_states(organisation, tiers, clock, collected)
            _fetch(organisation, tiers, clock, collected)
            _note_answer(settings, organisation, clock())
        except (TiersProblem, connections.NotConnected) as problem:
            logger.warning("%s brought nothing: %s", settings.tiers, problem)
            collected.problems.append(f"{organisation or settings.tiers}: {problem}")
            if isinstance(problem, Unreachable):
                away.add(door)
        except Exception as error:
            logger.exception("%s brought something that could not be taken", settings.tiers)
            collected.problems.append(f"{organisation or settings.tiers}: {type(error).__name__}: {error}")
    _take_in_pending(clock=clock, problems=collected.problems)
    return collected


def _note_answer(settings: TransmissionSettings, organisation: Organisation | None, at: datetime) -> None:
    """That the operator answered, every ten minutes or so: a shared mailbox answers for all of its bodies."""
    answered = TransmissionSettings.objects.filter(tiers=settings.tiers)
    if organisation is not None:
        answered = answered.filter(organisation=organisation)
    long_ago = Q(collected_at=None) | Q(collected_at__lt=at - timedelta(minutes=10))
    answered.filter(long_ago).update(collected_at=at)


def _take_in_pending(*, clock: Callable[[], datetime], problems: list[str]) -> int:
    """Make of what is kept what it asks for; a process killed in between left it pending.

    One that cannot be taken in stays pending, is told in `problems`, and keeps no other from its turn.
    """
    done = 0
    pending = InboundMessage.objects.filter(outcome=InboundMessage.Outcome.PENDING).order_by("pk")
    for message in pending[:500]:
        try:
            inbound.take_in(message=message, at=clock())
        except Exception as error:
            logger.exception("message %s could not be taken in", message.pk)
            problems.append(f"message {message.pk}: {type(error).__name__}: {error}")
        else:
            done += 1
    return done


def import_message(*, organisation: Organisation, raw: bytes, name: str, at: datetime) -> InboundMessage:
    """Take a receipt that an agent got from their operator's own tool. Twice the same changes nothing."""
    message = inbound.keep_message(raw=raw, name=name, origin="import", reference="", organisation=organisation, at=at)
    return inbound.take_in(message=message, at=at)


def _channels() -> Iterator[tuple[TransmissionSettings, Organisation | None]]:
    """Each operator once: with its own body, or for all bodies when they share a mailbox."""
    seen: set[str] = set()
    for settings in TransmissionSettings.objects.transmitting().select_related("organisation").order_by("pk"):
        if settings.tiers == TransmissionSettings.Tiers.MANUAL:
            continue
        if settings.tiers == channels.SIMULATOR:
            continue
        settings.is_training = False
        if settings.tiers in connections.SHARED:
            if settings.tiers not in seen:
                seen.add(settings.tiers)
                yield settings, None
            continue
        yield settings, settings.organisation
    simulated = Transaction.objects.filter(tiers=channels.SIMULATOR).select_related("organisation").order_by("-pk")
    if (last := simulated.first()) is not None:
        exercise = channels.settings_of(last.organisation, is_training=True)
        assert exercise is not None
        yield exercise, None


def _fetch(
    organisation: Organisation | None, tiers: Tiers, clock: Callable[[], datetime], collected: Collected
) -> None:
    known = frozenset(
        InboundMessage.objects.filter(origin=tiers.name)
        .exclude(reference="")
        .order_by("-pk")
        .values_list("reference", flat=True)[:REMEMBERED]
    )
    for incoming in tiers.incoming(known=known):
        message = _keep(incoming, organisation, tiers, clock())
        inbound.take_in(message=message, at=clock())
        tiers.mark_as_kept(incoming)
        collected.kept += 1


def _keep(incoming: Incoming, organisation: Organisation | None, tiers: Tiers, at: datetime) -> InboundMessage:
    endings = {IncomingKind.MAIL: ".eml", IncomingKind.XML: ".xml", IncomingKind.ARCHIVE: ".tar.gz"}
    name = incoming.name or f"message{endings[incoming.kind]}"
    if incoming.kind is IncomingKind.MAIL and not name.lower().endswith(".eml"):
        name += ".eml"
    return inbound.keep_message(
        raw=incoming.raw,
        name=name,
        origin=tiers.name,
        reference=incoming.reference,
        organisation=organisation,
        at=at,
    )


def _ask_states(organisation: Organisation, tiers: Tiers, clock: Callable[[], datetime], collected: Collected) -> None:
    waiting = Transaction.objects.filter(
        organisation=organisation, state=states.State.TRANSMITTED, tiers=tiers.name, is_incoming=False
    ).exclude(reference="")
    for exchange in waiting.order_by("pk")[:500]:
        collected.asked += 1
        try:
            status = tiers.status(Deposit(reference=exchange.reference))
        except (Refused, NotOffered) as problem:
            logger.warning("exchange %s: no status: %s", exchange.pk, problem)
            continue
        if status.state is states.State.ERROR:
            _note_error(exchange, status.message, status.raw, clock())
        elif status.state in states.REGISTERED:
            _fetch_receipt(organisation, exchange, tiers, status.raw, clock(), collected)


def _fetch_receipt(
    organisation: Organisation, exchange: Transaction, tiers: Tiers, raw: bytes, at: datetime, collected: Collected
) -> None:
    if not raw and exchange.kind == Transaction.Kind.ACTE:
        raw = tiers.ar(Deposit(reference=exchange.reference))
    if not raw:
        return
    message = inbound.keep_message(
        raw=raw, name=f"{exchange.pk}.xml", origin=tiers.name, reference="", organisation=organisation, at=at
    )
    inbound.take_in(message=message, at=at)
    collected.kept += 1


@transaction.atomic
def _note_error(exchange: Transaction, message: str, raw: bytes, at: datetime) -> None:
    exchange = steps.locked(exchange.pk)
    if exchange.standing is states.State.TRANSMITTED:
        fail_exchange(exchange=exchange, message=message or "Erreur chez le tiers", proof=raw, at=at)
