"""From our rows to what goes on the line: who sends, which message, with which documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .models import Acte, ActeFile, ExchangeFile, Nature, Transaction, TransmissionSettings
from .tiers.port import Mode, Sending
from .wire import rules
from .wire.charset import sendable
from .wire.messages import (
    ActeMessage,
    CancellationMessage,
    ClassificationRequestMessage,
    Contact,
    LetterReceiptMessage,
    Message,
    Piece,
    ReplyKind,
    ReplyMessage,
    Sender,
)
from .wire.simple_types import EMAIL

#: What answers which letter: (type of the letter, sense) → message.
REPLIES = {
    (Transaction.Kind.LETTER, Transaction.Sense.ANSWER): ReplyKind.ANSWER_TO_LETTER,
    (Transaction.Kind.REQUEST, Transaction.Sense.REFUSAL): ReplyKind.DOCUMENTS_REFUSED,
    (Transaction.Kind.REQUEST, Transaction.Sense.ANSWER): ReplyKind.DOCUMENTS_SENT,
    (Transaction.Kind.OBSERVATIONS, Transaction.Sense.REFUSAL): ReplyKind.OBSERVATIONS_REJECTED,
    (Transaction.Kind.OBSERVATIONS, Transaction.Sense.ANSWER): ReplyKind.OBSERVATIONS_ANSWERED,
}


#: Longest object that operators take.
LONGEST_SUBJECT = 499


class Incomplete(Exception):
    """The exchange does not hold what its message needs."""


class NotSendable(Exception):
    """A rule of the line forbids it: `str()` says which, in French."""

    def __init__(self, problems: Sequence[rules.Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


def checked(message: Message, sender: Sender, *, today: date) -> Message:
    """The same message, when every rule on what we send holds. Raises NotSendable.

    Screens say most of it earlier, at the field; this is the last gate, and the only one for answers.
    """
    if problems := rules.check(message, sender, today=today):
        raise NotSendable(problems)
    return message


def sender_of(settings: TransmissionSettings) -> Sender:
    contact = Contact(email=settings.return_address) if EMAIL.accepts(settings.return_address) else None
    return Sender(
        siren=settings.siren,
        departement=settings.department,
        arrondissement=settings.arrondissement,
        nature=settings.body_nature,
        contact=contact,
    )


def mode_of(exchange: Transaction, settings: TransmissionSettings) -> Mode:
    """An act keeps the mode it was begun in: training never becomes real, nor does what goes to the simulator."""
    if settings.tiers == TransmissionSettings.Tiers.SIMULATOR:
        return Mode.TRAINING
    is_training = exchange.acte.is_training if exchange.acte is not None else settings.is_training
    return Mode.TRAINING if is_training else Mode.REAL


def unique_id(acte: Acte, settings: TransmissionSettings) -> str:
    """What the State calls an act; known before its receipt, which confirms it."""
    if acte.decided_on is None:
        raise Incomplete("decided_on")
    letters = Nature(acte.nature).letters
    return f"{settings.department}-{settings.siren}-{acte.decided_on:%Y%m%d}-{acte.number}-{letters}"


def acte_message(acte: Acte) -> ActeMessage:
    """Raises Incomplete."""
    files = list(acte.files.order_by("rank"))
    asked = f" #{acte.exercise}" if acte.is_training and acte.exercise else ""
    if not files or not files[0].is_main or acte.decided_on is None or acte.classification_on is None:
        raise Incomplete("acte")
    return ActeMessage(
        number=acte.number,
        decision_date=acte.decided_on,
        nature=acte.nature,
        matiere=tuple(int(part) for part in acte.matiere_code.split(".") if part.isdigit()),
        subject=f"{sendable(' '.join(acte.object.split())).text[: LONGEST_SUBJECT - len(asked)]}{asked}",
        classification_date=acte.classification_on,
        document=_piece(files[0]),
        annexes=tuple(_piece(file) for file in files[1:]),
        on_paper=acte.has_paper,
    )


def message_of(exchange: Transaction, settings: TransmissionSettings) -> Message:
    """The message by which an exchange leaves. Raises Incomplete."""
    kind, acte = Transaction.Kind(exchange.kind), exchange.acte
    if kind is Transaction.Kind.CLASSIFICATION:
        return ClassificationRequestMessage(held=exchange.letter_on)
    if acte is None:
        raise Incomplete("acte")
    if kind is Transaction.Kind.ACTE:
        return acte_message(acte)
    known = acte.unique_id or unique_id(acte, settings)
    if kind is Transaction.Kind.CANCELLATION:
        return CancellationMessage(unique_id=known)
    letter_on = exchange.letter_on or exchange.received_on
    if letter_on is None:
        raise Incomplete("letter_on")
    if exchange.is_incoming:
        return LetterReceiptMessage(code=f"{kind.value}-2", unique_id=known, letter_date=letter_on)
    reply = REPLIES.get((kind, Transaction.Sense(exchange.sense)))
    if reply is None:
        raise Incomplete("sense")
    pieces = tuple(_piece(file) for file in exchange.documents.order_by("rank"))
    return ReplyMessage(kind=reply, unique_id=known, letter_date=letter_on, pieces=pieces)


def sending_of(exchange: Transaction, settings: TransmissionSettings) -> Sending:
    """What the operator is given; the archive is the one that was kept. Raises Incomplete."""
    envelope = exchange.envelope
    return Sending(
        sender=sender_of(settings),
        message=message_of(exchange, settings),
        archive_name=envelope.name,
        archive_sha256=envelope.sha256,
        open_archive=lambda: envelope.archive.storage.open(str(envelope.archive.name), "rb"),
    )


def return_addresses(settings: TransmissionSettings, operator_mailbox: str) -> list[str]:
    """The operator's own mailbox first; the body's after it when the format takes it."""
    fits = EMAIL.accepts(settings.return_address)
    return list(dict.fromkeys([operator_mailbox, *([settings.return_address] if fits else [])]))


class _Stored:
    """A kept file, as the line reads it: opened anew each time, never all at once."""

    def __init__(self, file: ActeFile | ExchangeFile) -> None:
        self._field, self._size = file.content, file.size

    @property
    def size(self) -> int:
        return self._size

    def open(self):
        return self._field.storage.open(str(self._field.name), "rb")


def _piece(file: ActeFile | ExchangeFile) -> Piece:
    return Piece(content=_Stored(file), type_code=file.type_code, original_name=file.original_name)
