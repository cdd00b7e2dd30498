"""Sending what waits: one effective transmission, whatever is killed when.

Each row of `Dispatch` is taken under a lease. Before the archive leaves, `handed_at` is committed; found set by who
takes the row next, the act is looked up at the operator's before anything is sent again.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings as django_settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.tasks.models import DueWork, LeaseLost
from bastide.kit.tasks.running import Ran

from .. import channels, connections, sendings, states, steps
from ..models import Acte, Dispatch, Envelope, Transaction, TransmissionSettings
from ..tiers.pace import Quota
from ..tiers.port import Ambiguous, CredentialsRefused, Deposit, NotOffered, Refused, Tiers, TiersProblem, Unreachable
from ..wire.building import NotConform
from ..wire.packing import PackingRefused, pack, write_archive
from . import alerts

logger = logging.getLogger(__name__)

Connect = Callable[[TransmissionSettings, datetime], Tiers]
Clock = Callable[[], datetime]
#: More than the longest conversation with an operator: 60 s to connect, 180 s to send, and its retries.
LEASE_SECONDS = 900
#: How long a round takes new acts; the next begins with what this one left.
ROUND = timedelta(minutes=2)
#: Where nothing can be looked up, the State's receipt is the only proof: it takes fifteen minutes at most.
RECEIPT_DELAY = timedelta(minutes=30)


def send_due(*, clock: Clock, connect: Connect | None = None, limit: int = 200) -> Ran:
    """Send what is due, for `ROUND` or so: an operator that is away makes each act wait for a minute.

    Not one transaction: each step of each sending has its own. What fails in a way that nobody foresaw (a full disk, a
    storage that is away) is put back like the rest, and keeps no other from leaving.
    """
    ran = Ran()
    if django_settings.REHEARSAL:
        return ran
    until = clock() + ROUND
    while ran.total < limit and clock() < until and (leased := Dispatch.objects.lease(clock(), LEASE_SECONDS)):
        work = leased[0]
        try:
            _send(work, clock, connect or connections.connect, ran)
        except LeaseLost:
            logger.warning("%s: somebody else took it meanwhile", work)
            ran.lost += 1
        except Exception as error:
            logger.exception("%s failed", work)
            _put_aside(work, clock(), error, ran)
    return ran


@transaction.atomic
def doubt_sendings(*, at: datetime) -> int:
    """After a restore: what waits to leave may have left since the backup, from a machine that is gone.

    Each is looked up before it is sent, as after a cut; `times_handed` is zero, which says that no reference was
    kept here either. Gives how many wait. What is carried by hand has no effect anywhere: it may be made again.
    """
    waiting = Dispatch.objects.filter(state__in=(DueWork.State.DUE, DueWork.State.LEASED))
    unsure = waiting.filter(handed_at=None).exclude(transaction__tiers=TransmissionSettings.Tiers.MANUAL)
    unsure.update(handed_at=at, times_handed=0)
    return waiting.update(state=DueWork.State.DUE, due_at=at, attempts=0, lease_token=None, leased_until=None)


def _put_aside(work: Dispatch, at: datetime, error: Exception, ran: Ran) -> None:
    """For later, whatever happened: if it was about to leave, `handed_at` says so, and it is looked up first."""
    assert work.lease_token is not None
    try:
        words = f"{type(error).__name__}: Le portail lui-même n’y arrive pas ({error})."
        state = Dispatch.objects.fail(work.lease_token, at, words)
    except LeaseLost:
        ran.lost += 1
        return
    ran.given_up += state == DueWork.State.FAILED
    ran.put_back += state != DueWork.State.FAILED


def _send(work: Dispatch, clock: Clock, connect: Connect, ran: Ran) -> None:
    exchange = Transaction.objects.select_related("organisation", "acte").get(pk=work.transaction_id)
    settings = channels.settings_of_exchange(exchange)
    assert settings is not None
    if not _is_to_send(exchange):
        # Its receipt came before we knew that it had left, or somebody closed it.
        _settle(work, exchange, clock(), deposit=None)
        ran.done += 1
        return
    try:
        if not Envelope.objects.filter(transaction=exchange).exists():
            _build(exchange, settings, clock())
        exchange = Transaction.objects.select_related("organisation", "acte", "envelope", "parent").get(pk=exchange.pk)
        sending = replace(sendings.sending_of(exchange, settings), note_reference=_noting(work, exchange))
        tiers = connect(settings, clock())
        deposit = _looked_up(work, exchange, tiers, sending, clock()) if work.handed_at is not None else None
        if deposit is None:
            _wait_for_room(exchange, tiers, clock())
            _mark_handed(work, clock())
            deposit = _hand_over(tiers, exchange, sending)
    except (Unreachable, CredentialsRefused, connections.NotConnected) as problem:
        # An operator that does not know us today is no fault of the act: it waits until the connection is mended.
        _unmark(work)
        _put_back(work, exchange, clock(), problem, ran)
    except (Refused, NotConform, PackingRefused, sendings.Incomplete, sendings.NotSendable) as refusal:
        _give_up(work, exchange, clock(), refusal)
        ran.given_up += 1
    except (Ambiguous, NotOffered) as problem:
        # It may have arrived: `handed_at` stays, so that it is looked up first.
        _put_back(work, exchange, clock(), problem, ran)
    else:
        _settle(work, exchange, clock(), deposit=deposit)
        ran.done += 1


def _is_to_send(exchange: Transaction) -> bool:
    """Whether it still waits to leave. A letter of the préfecture leaves as its receipt, from "received"."""
    waiting = (states.State.POSTED, states.State.WAITING)
    return exchange.standing in waiting or (exchange.is_incoming and exchange.standing is states.State.LETTER_RECEIVED)


def _build(exchange: Transaction, settings: TransmissionSettings, at: datetime) -> Envelope:
    """Write the archive and keep it: from now on this exchange leaves under this name, with these bytes.

    Raises NotConform, NotSendable, PackingRefused, Incomplete.
    """
    day = timezone.localdate(at)
    sender = sendings.sender_of(settings)
    message = sendings.checked(sendings.message_of(exchange, settings), sender, today=day)
    with tempfile.TemporaryFile() as target, transaction.atomic():
        # One body's serials are given one after the other.
        Organisation.objects.select_for_update(of=("self",)).get(pk=exchange.organisation_id)
        exchange = steps.locked(exchange.pk)
        sent_today = Envelope.objects.filter(organisation=exchange.organisation, day=day)
        serial = (sent_today.aggregate(last=Max("serial"))["last"] or 0) + 1
        package = pack(
            sender,
            [message],
            trigramme=django_settings.ACTES_TRIGRAMME,
            mode=sendings.mode_of(exchange, settings),
            day=day,
            serial=serial,
            return_addresses=sendings.return_addresses(settings, django_settings.ACTES_MAILBOX),
        )
        written = write_archive(package, target)
        target.seek(0)
        envelope = Envelope(
            organisation=exchange.organisation,
            transaction=exchange,
            day=day,
            serial=serial,
            name=package.archive_name,
            sha256=written.sha256,
            size=written.size,
        )
        envelope.archive.save(package.archive_name, File(target), save=False)
        envelope.save()
        if exchange.kind == Transaction.Kind.ACTE and exchange.acte is not None:
            names = [file.name for file in package.messages[0].pieces]
            for file, name in zip(exchange.acte.files.order_by("rank"), names, strict=True):
                file.wire_name = name
                file.save(update_fields=["wire_name"])
        if not exchange.is_incoming:
            steps.advance(exchange, states.Event.BUILD, at=at, message=package.archive_name)
    return envelope


def _looked_up(
    work: Dispatch, exchange: Transaction, tiers: Tiers, sending: sendings.Sending, at: datetime
) -> Deposit | None:
    """What became of a sending that may have arrived; None: it did not, send it. Raises TiersProblem."""
    if tiers.knows_by_reference and not exchange.reference and not work.times_handed:
        raise NotOffered("Une sauvegarde a été restaurée depuis : voyez chez le prestataire si cet envoi y est.")
    try:
        related = exchange.parent.reference if exchange.parent is not None else ""
        return tiers.look_up(sending, reference=exchange.reference, related=related)
    except NotOffered:
        if not tiers.takes_archives or tiers.tells_status:
            raise
        # The State knows an act by its identifier, and this is the very same archive: sent again, it draws an anomaly,
        # not a second act. But its receipt is waited for first.
        if work.handed_at is not None and at < work.handed_at + RECEIPT_DELAY:
            raise Ambiguous("L’accusé de réception n’est pas encore arrivé.") from None
        return None


def _noting(work: Dispatch, exchange: Transaction) -> Callable[[str], None]:
    """Writes down what the operator calls an exchange before it has any effect there."""

    def note(reference: str, /) -> None:
        if not Dispatch.objects.filter(lease_token=work.lease_token).exists():
            raise LeaseLost(work.lease_token)
        Transaction.objects.filter(pk=exchange.pk).update(reference=reference[:120])
        exchange.reference = reference[:120]

    return note


def _wait_for_room(exchange: Transaction, tiers: Tiers, at: datetime) -> None:
    """Raises Unreachable when the operator's quota of the hour is spent; other operators count for themselves."""
    most = django_settings.ACTES_STATE_HOURLY_MB * 1024 * 1024
    if not most or tiers.name != "direct":
        return
    quota = Quota(most)
    sent = Dispatch.objects.filter(transaction__tiers=tiers.name, handed_at__gt=at - quota.window)
    sizes = sent.exclude(transaction=exchange).values_list("handed_at", "transaction__envelope__size")
    if not quota.has_room(((when, size or 0) for when, size in sizes if when), exchange.envelope.size, at=at):
        raise Unreachable("Le quota de l’heure est atteint : l’envoi attend.")


def _mark_handed(work: Dispatch, at: datetime) -> None:
    """Say that it is about to leave, before it leaves. Raises LeaseLost."""
    leased = Dispatch.objects.filter(lease_token=work.lease_token)
    if not leased.update(handed_at=at, times_handed=F("times_handed") + 1):
        raise LeaseLost(work.lease_token)


def _unmark(work: Dispatch) -> None:
    """Say that it surely did not arrive."""
    Dispatch.objects.filter(lease_token=work.lease_token).update(handed_at=None)


def _hand_over(tiers: Tiers, exchange: Transaction, sending: sendings.Sending) -> Deposit:
    if exchange.kind == Transaction.Kind.CANCELLATION:
        sent = exchange.parent
        reference = sent.reference if sent is not None else ""
        return tiers.cancel(sending, deposit=Deposit(reference=reference))
    if exchange.kind == Transaction.Kind.CLASSIFICATION:
        return tiers.ask_classification(sending) or Deposit(reference="")
    if exchange.parent is not None and not exchange.is_incoming:
        return tiers.reply(sending, to=exchange.parent.reference)
    return tiers.submit(sending)


@transaction.atomic
def _settle(work: Dispatch, exchange: Transaction, at: datetime, *, deposit: Deposit | None) -> None:
    """Write down that it left, with the raw answer, and end the work. Raises LeaseLost."""
    assert work.lease_token is not None
    Dispatch.objects.complete(work.lease_token, at)
    exchange = steps.locked(exchange.pk)
    if deposit is None or not _is_to_send(exchange):
        if deposit is not None and not exchange.reference:
            exchange.reference = deposit.reference[:120]
            exchange.save(update_fields=["reference"])
        return
    event = states.Event.REPLY_SENT if exchange.is_incoming else states.Event.SEND
    fields = {} if exchange.is_incoming else {"reference": deposit.reference[:120]}
    steps.advance(exchange, event, at=at, message=deposit.reference, proof=deposit.raw, fields=fields)
    journal.record(
        "actes.handed_over",
        target=exchange.acte or exchange,
        at=at,
        organisation=exchange.organisation,
        data={"exchange": exchange.pk, "sha256": exchange.envelope.sha256},
    )


@transaction.atomic
def _give_up(work: Dispatch, exchange: Transaction, at: datetime, problem: Exception) -> None:
    """Nothing is registered there, and the same would be refused again: the act comes back to its secretary."""
    assert work.lease_token is not None
    Dispatch.objects.complete(work.lease_token, at)
    fail_exchange(exchange=exchange, message=str(problem), proof=getattr(problem, "raw", b""), at=at)


def fail_exchange(*, exchange: Transaction, message: str, proof: bytes, at: datetime) -> None:
    """Close an exchange that did not reach the State, in the caller's transaction."""
    exchange = steps.locked(exchange.pk)
    if exchange.is_incoming:
        return
    steps.advance(exchange, states.Event.FAIL, at=at, message=message, proof=proof, fields={"detail": message[:2000]})
    acte = exchange.acte
    if acte is not None and exchange.kind == Transaction.Kind.ACTE:
        acte.state = Acte.State.FAILED
        acte.save(update_fields=["state"])
        alerts.tell_refused(acte=acte, exchange=exchange, at=at)
    journal.record(
        "actes.refused",
        target=acte or exchange,
        at=at,
        organisation=exchange.organisation,
        data={"exchange": exchange.pk, "code": ""},
    )


def _put_back(work: Dispatch, exchange: Transaction, at: datetime, problem: Exception, ran: Ran) -> None:
    """For later, ever later. Given up in the end: what surely did not leave fails; the rest waits for a person."""
    assert work.lease_token is not None
    words = f"{type(problem).__name__}: {problem}"
    surely_not = isinstance(problem, Unreachable | CredentialsRefused | connections.NotConnected)
    with transaction.atomic():
        state = Dispatch.objects.fail(work.lease_token, at, words)
        # A question about the classification is asked anew by whoever needs it.
        is_question = exchange.kind == Transaction.Kind.CLASSIFICATION
        if state == DueWork.State.FAILED and (surely_not or is_question):
            raw = problem.raw if isinstance(problem, TiersProblem) else b""
            fail_exchange(exchange=exchange, message=str(problem), proof=raw, at=at)
    if state == DueWork.State.FAILED:
        ran.given_up += 1
    else:
        ran.put_back += 1
