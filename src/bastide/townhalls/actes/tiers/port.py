"""What is asked of a *tiers de télétransmission*, whoever it is: the port that every adapter implements.

An adapter keeps nothing and decides nothing: it sends, asks, and tells. The caller writes down each `Deposit` and each
`Incoming` before it goes on, and reads in the exception what it may do next:

    Refused      the operator said no: nothing is registered there, sending the same again is useless
    Unreachable  the request did not leave, or was turned away unread: send again later
    Ambiguous    it may have arrived: `look_up` first, never send again blindly
    NotOffered   this operator's interface does not do that: a person does it in the operator's own tool
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import IO, Protocol

from ..wire.messages import Message, Sender


class TiersProblem(Exception):
    """Something did not work at the operator's: `str()` is a French sentence for the agent.

    `detail` is what the operator said, for whoever supports the agent; `raw` its answer as it came.
    """

    def __init__(self, sentence: str, *, detail: str = "", raw: bytes = b"") -> None:
        super().__init__(sentence)
        self.detail = detail
        self.raw = raw


class Refused(TiersProblem):
    """The operator refused: nothing is registered, and the same thing will be refused again.

    `field` names what the refusal is about, as `wire.rules.Problem.field` does; "" when it cannot be told.
    """

    def __init__(self, sentence: str, *, field: str = "", detail: str = "", raw: bytes = b"") -> None:
        super().__init__(sentence, detail=detail, raw=raw)
        self.field = field


class CredentialsRefused(Refused):
    """The operator does not accept our certificate or password: somebody must mend the connection."""


class Unreachable(TiersProblem):
    """Nothing arrived: the same may be sent again later."""


class Ambiguous(TiersProblem):
    """Cut, time-out or an answer that cannot be read: it may have arrived. Look it up before sending again.

    `reference` is what the operator calls it, when that was known before the cut: keep it for `look_up`.
    """

    def __init__(self, sentence: str, *, reference: str = "", detail: str = "", raw: bytes = b"") -> None:
        super().__init__(sentence, detail=detail, raw=raw)
        self.reference = reference


class NotOffered(TiersProblem):
    """This operator does not offer that by its interface."""


class Mode(StrEnum):
    """Real acts, or acts of training, which never reach the State; the two never mix."""

    REAL = "EACT"
    TRAINING = "TACT"


class State(IntEnum):
    """Where a transaction stands, by the ids that client software of S2LOW knows."""

    ERROR = -1
    CANCELLED = 0
    POSTED = 1
    WAITING = 2
    TRANSMITTED = 3
    ACKNOWLEDGED = 4
    VALIDATED = 5
    REFUSED = 6
    LETTER_RECEIVED = 7
    RECEIPT_SENT = 8
    SENT = 9
    SENDING_REFUSED = 10
    RECEIPT_RECEIVED = 11
    TO_CONFIRM = 17
    TO_SIGN = 18
    LETTER_WITHOUT_RECEIPT = 21


@dataclass(frozen=True, slots=True)
class Sending:
    """One message to carry. `archive` is asked for by operators who take it ready-made (`Tiers.takes_archives`)."""

    sender: Sender
    message: Message
    archive_name: str = ""
    archive_sha256: str = ""
    open_archive: ArchiveOpener | None = None
    #: Called with the operator's name for it as soon as that is known, before it has any effect there: write it down
    #: at once, for a process may be killed between the two.
    note_reference: ReferenceNote | None = None


class ReferenceNote(Protocol):
    """Writes down, for good, what the operator calls the message."""

    def __call__(self, reference: str, /) -> None: ...


class ArchiveOpener(Protocol):
    """Opens the archive exactly as it was kept; several times if need be."""

    def __call__(self) -> IO[bytes]: ...


@dataclass(frozen=True, slots=True)
class Deposit:
    """What the operator calls a transaction that it took: write it down before anything else."""

    reference: str
    raw: bytes = b""  # its answer as it came


@dataclass(frozen=True, slots=True)
class Status:
    state: State
    message: str = ""
    raw: bytes = b""  # the XML received from the State in that state, when the operator gives it


@dataclass(frozen=True, slots=True)
class RemoteDocument:
    """A file that the operator keeps for a transaction."""

    reference: str
    name: str
    original_name: str = ""
    type_code: str = ""
    mime_type: str = ""
    size: int | None = None


class IncomingKind(StrEnum):
    MAIL = "mail"  # a whole message of the mailbox
    XML = "xml"  # one message of the State
    ARCHIVE = "archive"  # the archive of a message and its documents


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something that came from the State, raw: keep it, read it with `wire.inspection`, then `mark_as_kept`."""

    kind: IncomingKind
    reference: str  # what to give to `mark_as_kept`
    name: str
    raw: bytes
    related: str = ""  # the deposit it answers, when the operator tells


@dataclass(frozen=True, slots=True)
class Connection:
    """What `Tiers.test` found, as sentences for the screen."""

    is_working: bool
    sentence: str
    facts: dict[str, str] = field(default_factory=dict)
    certificate_ends_at: datetime | None = None


class Tiers(Protocol):
    """An operator. Every method may raise TiersProblem."""

    #: "s2low", "pastell", "direct", "manual", "simulator".
    name: str
    mode: Mode
    #: Whether `submit` wants the archive that `wire.archives` wrote, rather than the parts.
    takes_archives: bool
    #: Whether answers are read with `status` and `ar` (True), or come with `incoming` only (False).
    tells_status: bool
    #: Whether `look_up` can tell nothing about a message whose reference was not written down.
    knows_by_reference: bool

    def test(self) -> Connection:
        """Try the connection without changing anything there; does not raise for what it can say."""

    def submit(self, sending: Sending) -> Deposit:
        """Hand a message over. Not idempotent: after Ambiguous, `look_up` first."""

    def look_up(self, sending: Sending, *, reference: str = "", related: str = "") -> Deposit | None:
        """Whether this very message is known there already, and under which reference; None: send it again.

        `reference` is what `Sending.note_reference` or `Ambiguous` said; `related` is the reference of what the message
        answers or cancels. Raises NotOffered where the operator cannot tell: then only a person can.
        """

    def status(self, deposit: Deposit) -> Status: ...

    def ar(self, deposit: Deposit) -> bytes:
        """The receipt of the State, as XML. Raises Refused while there is none."""

    def documents(self, deposit: Deposit) -> list[RemoteDocument]: ...

    def download(self, document: RemoteDocument, *, stamped: bool = False) -> Iterator[bytes]:
        """The bytes of one of `documents`, piece by piece."""

    def reply(self, sending: Sending, *, to: str) -> Deposit:
        """Answer the letter that the operator calls `to`."""

    def cancel(self, sending: Sending, *, deposit: Deposit) -> Deposit:
        """Ask the State to forget the transmission `deposit`; the message of `sending` is a 6-1."""

    def classification(self) -> bytes | None:
        """The last classification the operator has, as XML; None where it comes with `incoming`."""

    def ask_classification(self, sending: Sending) -> Deposit | None:
        """Ask the State for a newer one; None when the operator answers without a reference."""

    def incoming(self, *, known: frozenset[str] = frozenset()) -> Iterator[Incoming]:
        """What came and is not kept yet, whose references are not `known`; in the order it came."""

    def mark_as_kept(self, incoming: Incoming) -> None:
        """Say that it is kept: it does not come again. May be called twice."""
