"""What a source's reader gives back: one line for each record of the file, with what is wrong in it, in French."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..models import Record


class UnreadableSource(Exception):
    """The file as a whole cannot be used; the message says why and what to do.

    `is_cut` when some records were read before: nothing of such a file is imported.
    """

    def __init__(self, code: str, message: str, *, is_cut: bool = False) -> None:
        super().__init__(message)
        self.code, self.is_cut = code, is_cut


@dataclass(frozen=True)
class Note:
    """Something to know of one field (a name of `Record`), or of the whole record when it is empty."""

    code: str
    message: str
    field: str = ""

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "field": self.field, "message": self.message}


@dataclass
class Line:
    """One record of the file. `number` is its line in a table, its rank elsewhere, both from 1.

    Without a `record` it is refused, and `refusals` say why; `remarks` are to be read, and stop nothing.
    """

    number: int
    name: str = ""
    key: str = ""
    record: Record | None = None
    #: The file gives no number: the key is made of the name and the address.
    is_key_made: bool = False
    refusals: list[Note] = field(default_factory=list)
    remarks: list[Note] = field(default_factory=list)

    def refuse(self, code: str, message: str, field: str = "") -> None:
        self.refusals.append(Note(code, message, field))

    def remark(self, code: str, message: str, field: str = "") -> None:
        self.remarks.append(Note(code, message, field))


@dataclass
class Delivery:
    """A file that was understood: what it is, and its lines to go through, as often as needed.

    Going through them may raise UnreadableSource: a file can be cut anywhere.
    """

    format: str
    title: str
    #: A kind of `PlaceSource`.
    kind: str
    lines: Callable[[], Iterator[Line]]
    producer: str = ""
    licence: str = ""
    remarks: list[str] = field(default_factory=list)
    #: Titles of the columns, for what is a table.
    columns: list[str] = field(default_factory=list)
    mapping: Any = None
    #: The rows of a table as they stand, with their numbers.
    rows: Callable[[], Iterable[tuple[int, Mapping[str, Any]]]] | None = None
    #: Why the columns, as guessed, hold no places; somebody may say otherwise.
    problem: UnreadableSource | None = None
