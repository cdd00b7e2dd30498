"""What people ask of the préfecture: transmit, cancel, answer. Nothing leaves here: `dispatching` sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation, Role

from .. import channels, checks, states, steps
from ..documents.checking import Checked
from ..models import Acte, ClassificationVersion, Dispatch, ExchangeFile, Transaction, TransmissionSettings
from .drafting import NotReady

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: An answer that comes from a person: the State is asked for a classification once a day.
CLASSIFICATION_PAUSE = timedelta(hours=20)


class NotSignatory(Exception):
    """Only a signatory of the body itself transmits."""


class NotWaiting(Exception):
    """The act is not waiting to be transmitted: somebody transmitted it, or took it back, meanwhile."""


class NotCancellable(Exception):
    """Only a transmission that was received can be cancelled, once."""


class NotAnswerable(Exception):
    """This letter takes no answer, or not this one."""


class NotStuck(Exception):
    """This sending does not wait for a person: it left, was refused, or is still being tried."""


class AskedAlready(Exception):
    """The classification was asked for less than a day ago."""


class NoTiers(Exception):
    """The body transmits through nobody yet."""


@dataclass(frozen=True)
class Answer:
    """A document of an answer, checked."""

    file: IO[bytes]
    name: str
    checked: Checked
    type_code: str


@transaction.atomic
def transmit_acte(*, acte: Acte, by: User, at: datetime) -> Transaction:
    """Ask for an act to be sent. It is sent once, whatever is killed when.

    Raises NotSignatory, NotWaiting, NotReady.
    """
    acte = Acte.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=acte.pk)
    if not may_transmit_acte(user=by, acte=acte, at=at):
        raise NotSignatory
    if acte.state != Acte.State.READY:
        raise NotWaiting
    if problems := checks.blocking(acte, at):
        raise NotReady(problems)
    settings = channels.settings_of_acte(acte)
    assert settings is not None
    fields: dict[str, Any] = {"tiers": settings.tiers, "created_by": by}
    sent = acte.transactions.filter(kind=Transaction.Kind.ACTE)
    if (waiting := sent.filter(state__in=states.NOT_YET_POSTED).first()) is not None:
        # Deposited by a program, which knows it by this reference.
        exchange = steps.advance(steps.locked(waiting.pk), states.Event.POST, at=at, fields=fields)
    else:
        exchange = steps.begin(
            state=states.State.POSTED,
            at=at,
            organisation=acte.organisation,
            acte=acte,
            kind=Transaction.Kind.ACTE,
            **fields,
        )
    acte.state, acte.transmitted_at = Acte.State.SENDING, at
    acte.save(update_fields=["state", "transmitted_at"])
    _send_soon(exchange, at)
    journal.record(
        "actes.transmitted",
        target=acte,
        by=by,
        at=at,
        organisation=acte.organisation,
        data={"exchange": exchange.pk, "tiers": settings.tiers},
    )
    return exchange


@transaction.atomic
def cancel_transmission(*, acte: Acte, by: User, at: datetime) -> Transaction:
    """Ask the State to forget a transmission made by mistake: the act itself stands.

    Raises NotSignatory, NotCancellable.
    """
    acte = Acte.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=acte.pk)
    if not may_transmit_acte(user=by, acte=acte, at=at):
        raise NotSignatory
    sent = acte.transactions.filter(kind=Transaction.Kind.ACTE, state=states.State.ACKNOWLEDGED).first()
    pending = acte.transactions.filter(kind=Transaction.Kind.CANCELLATION).exclude(state=states.State.ERROR)
    if sent is None or pending.exists():
        raise NotCancellable
    exchange = steps.begin(
        state=states.State.POSTED,
        at=at,
        organisation=acte.organisation,
        acte=acte,
        parent=sent,
        kind=Transaction.Kind.CANCELLATION,
        tiers=sent.tiers,
        created_by=by,
    )
    _send_soon(exchange, at)
    journal.record(
        "actes.cancellation_asked",
        target=acte,
        by=by,
        at=at,
        organisation=acte.organisation,
        data={"exchange": exchange.pk},
    )
    return exchange


@transaction.atomic
def answer_letter(
    *, letter: Transaction, sense: str, documents: Sequence[Answer], by: User, at: datetime
) -> Transaction:
    """Answer a letter of the préfecture with documents; `sense` is an answer or a refusal.

    Raises NotSignatory, NotAnswerable.
    """
    letter = steps.locked(letter.pk)
    assert letter.acte is not None
    if not may_transmit_acte(user=by, acte=letter.acte, at=at):
        raise NotSignatory
    refusing = sense == Transaction.Sense.REFUSAL
    if not letter.may_be_answered or not documents or (refusing and letter.kind == Transaction.Kind.LETTER):
        raise NotAnswerable
    several = letter.kind == Transaction.Kind.REQUEST and not refusing
    if len(documents) > 1 and not several:
        raise NotAnswerable
    exchange = steps.begin(
        state=states.State.POSTED,
        at=at,
        organisation=letter.organisation,
        acte=letter.acte,
        parent=letter,
        kind=letter.kind,
        sense=sense,
        tiers=letter.tiers,
        letter_on=letter.letter_on,
        created_by=by,
    )
    for rank, answer in enumerate(documents, start=1):
        answer.file.seek(0)
        kept = ExchangeFile(
            transaction=exchange,
            rank=rank,
            type_code=answer.type_code,
            original_name=answer.name[-200:],
            content_type=answer.checked.content_type,
            size=answer.checked.size,
            sha256=answer.checked.sha256,
        )
        kept.content.save(answer.name, File(answer.file), save=False)
        kept.save()
    if letter.read_at is None:
        letter.read_at = at
        letter.save(update_fields=["read_at"])
    _send_soon(exchange, at)
    journal.record(
        "actes.answered",
        target=letter.acte,
        by=by,
        at=at,
        organisation=letter.organisation,
        data={"exchange": exchange.pk, "kind": letter.kind},
    )
    return exchange


@transaction.atomic
def send_again(*, exchange: Transaction, by: User, at: datetime) -> Dispatch:
    """Send once more what nobody could say had arrived, and which a person did not find at the operator's.

    Raises NotSignatory, NotStuck.
    """
    exchange = steps.locked(exchange.pk)
    assert exchange.acte is not None
    if not may_transmit_acte(user=by, acte=exchange.acte, at=at):
        raise NotSignatory
    given_up = Dispatch.objects.filter(transaction=exchange, state=Dispatch.State.FAILED)
    work = given_up.select_for_update(of=("self",)).first()
    if work is None or exchange.standing not in (states.State.POSTED, states.State.WAITING):
        raise NotStuck
    work.state, work.due_at, work.attempts, work.handed_at = Dispatch.State.DUE, at, 0, None
    work.save(update_fields=["state", "due_at", "attempts", "handed_at"])
    journal.record(
        "actes.sent_again",
        target=exchange.acte,
        by=by,
        at=at,
        organisation=exchange.organisation,
        data={"exchange": exchange.pk},
    )
    return work


@transaction.atomic
def mark_letter_read(*, letter: Transaction, by: User, at: datetime) -> Transaction:
    """Note who read a letter first; reading it again changes nothing."""
    letter = steps.locked(letter.pk)
    if letter.read_at is None:
        letter.read_at = at
        letter.save(update_fields=["read_at"])
        journal.record(
            "actes.letter_read",
            target=letter.acte,
            by=by,
            at=at,
            organisation=letter.organisation,
            data={"exchange": letter.pk},
        )
    return letter


@transaction.atomic
def ask_classification(*, organisation: Organisation, by: User | None, at: datetime) -> Transaction:
    """Ask the State for its classification. Raises NoTiers, AskedAlready."""
    settings = TransmissionSettings.objects.select_for_update(of=("self",)).filter(organisation=organisation).first()
    if settings is None or not settings.transmits:
        raise NoTiers
    asked = Transaction.objects.filter(organisation=organisation, kind=Transaction.Kind.CLASSIFICATION)
    if asked.exclude(state=states.State.ERROR).filter(created_at__gt=at - CLASSIFICATION_PAUSE).exists():
        raise AskedAlready
    held = ClassificationVersion.objects.current_for(organisation, is_training=settings.is_training)
    exchange = steps.begin(
        state=states.State.POSTED,
        at=at,
        organisation=organisation,
        kind=Transaction.Kind.CLASSIFICATION,
        tiers=channels.SIMULATOR if settings.is_training else settings.tiers,
        letter_on=held.dated_on if held else None,
        created_by=by,
    )
    _send_soon(exchange, at)
    return exchange


def may_transmit(*, user: User, organisation: Organisation, at: datetime) -> bool:
    """Whether `user` is a signatory of this very body; the pôle's reach gives no right to sign for it."""
    return (
        user.is_authenticated
        and Organisation.objects.held_by(user, [Role.SIGNATORY], at=at).filter(pk=organisation.pk).exists()
    )


def may_transmit_acte(*, user: User, acte: Acte, at: datetime) -> bool:
    """Whether `user` transmits this act and answers about it; in an exercise, whoever prepares plays the signatory."""
    if acte.is_training:
        return Organisation.objects.managed_by(user, at=at).filter(pk=acte.organisation_id).exists()
    return may_transmit(user=user, organisation=acte.organisation, at=at)


def _send_soon(exchange: Transaction, at: datetime) -> Dispatch:
    return Dispatch.objects.create(transaction=exchange, due_at=at)
