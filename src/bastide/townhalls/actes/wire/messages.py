"""What a town hall sends, before it becomes XML: plain values, checked by `rules`, written by `building`."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

from .kinds import NATURE_BY_CODE


class Content(Protocol):
    """Bytes that can be read several times, never all at once. A file field of Django is one as it is."""

    @property
    def size(self) -> int: ...

    def open(self) -> IO[bytes]: ...


@dataclass(frozen=True, slots=True)
class PathContent:
    """A file of the disk."""

    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self) -> IO[bytes]:
        return self.path.open("rb")


@dataclass(frozen=True, slots=True)
class BytesContent:
    """Something small that is in memory already."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> IO[bytes]:
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that goes with a message; its name on the line is made from the message's."""

    content: Content
    type_code: str  # five signs of the classification, such as "99_DE"
    original_name: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the préfecture may call about what was sent."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """A body as the State knows it."""

    siren: str
    departement: str  # three signs: "024", "02A", "971"
    arrondissement: str  # one digit, numbered inside the département
    nature: str  # two digits: "31" a commune, "41" a syndicat, "44" a communauté de communes…
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class ActeMessage:
    """1-1: an act and its annexes."""

    number: str
    decision_date: date
    nature: int  # 1 to 6
    matiere: tuple[int, ...]  # two to five levels: (7, 10)
    subject: str
    classification_date: date
    document: Piece
    annexes: tuple[Piece, ...] = ()
    on_paper: bool = False  # part of it follows by post
    previous_id: str = ""

    code = "1-1"

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (self.document, *self.annexes)

    def unique_id(self, sender: Sender) -> str:
        """What the State will call this act; known before its receipt, which confirms it."""
        letters = NATURE_BY_CODE[self.nature].letters
        return f"{sender.departement}-{sender.siren}-{self.decision_date:%Y%m%d}-{self.number}-{letters}"


@dataclass(frozen=True, slots=True)
class CancellationMessage:
    """6-1: withdraws a transmission made by mistake; the act itself stands until another act repeals it."""

    unique_id: str

    code = "6-1"
    pieces: tuple[Piece, ...] = ()


class ReplyKind(StrEnum):
    """What a town hall can answer to a letter of the préfecture: the code is that of the message."""

    ANSWER_TO_LETTER = "2-2"
    DOCUMENTS_REFUSED = "3-3"
    DOCUMENTS_SENT = "3-4"
    OBSERVATIONS_REJECTED = "4-3"
    OBSERVATIONS_ANSWERED = "4-4"


@dataclass(frozen=True, slots=True)
class ReplyMessage:
    """2-2, 3-3, 3-4, 4-3, 4-4: one document, or several for 3-4."""

    kind: ReplyKind
    unique_id: str
    letter_date: date  # the date on the préfecture's letter, repeated in every answer
    pieces: tuple[Piece, ...]

    @property
    def code(self) -> str:
        return str(self.kind)


@dataclass(frozen=True, slots=True)
class LetterReceiptMessage:
    """3-2 and 4-2: says that the letter 3-1 or 4-1 came; sent by itself."""

    code: str
    unique_id: str
    letter_date: date
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassificationRequestMessage:
    """7-1: asks for the classification; without the date held, all of it comes back."""

    held: date | None = None

    code = "7-1"
    pieces: tuple[Piece, ...] = ()


Message = ActeMessage | CancellationMessage | ReplyMessage | LetterReceiptMessage | ClassificationRequestMessage
