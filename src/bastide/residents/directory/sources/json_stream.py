"""The records of a JSON file of any size, one at a time: the list is found wherever it lies at the top.

Understood: a list; an object that holds one ("service", "results", "features", "structures"…); one object for a record;
an object a line. Only what stands outside the list, and one record at a time, is in memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from django.utils.translation import gettext as _

from .lines import UnreadableSource

_CHUNK = 1 << 18
#: A record, or what stands outside the list, is smaller.
_LARGEST = 16 << 20
#: The longest word that may be cut in two: "-Infinity".
_EDGE = 12
_SPACE = re.compile(r"[ \t\r\n\ufeff\x1e]*")
_SCALAR_END = re.compile(r"[,\]}\s]")


def _constant(_text: str) -> None:
    """NaN and Infinity, which some programs write, are nothing."""


_DECODER = json.JSONDecoder(parse_constant=_constant)


class JsonStream:
    """`head` holds what the top object says outside its lists, as far as it was read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._is_over = False
        self.head: dict[str, Any] = {}
        #: The name of the list that is being read, "" for a bare one.
        self.list_name = ""

    def items(self) -> Iterator[Any]:
        """Raises UnreadableSource where the file stops being JSON."""
        first = self._peek()
        if first == "[":
            yield from self._list()
            self._end()
        elif first == "{":
            yield from self._object()
        else:
            raise self._unreadable(is_cut=False)

    # Reading ------------------------------------------------------------------------------------------------------

    def _fill(self) -> bool:
        """Read on; False at the end of the file."""
        if self._is_over:
            return False
        if len(self._text) - self._at > _LARGEST:
            message = _("Une fiche de ce fichier dépasse %d Mo : ce n’est pas une liste de lieux.")
            raise UnreadableSource("too-large", message % (_LARGEST >> 20))
        # Twice as much each time: a long record is not read again and again.
        chunk = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._is_over = not chunk
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def _peek(self) -> str:
        """The next sign that means something; "" at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _take(self, sign: str) -> None:
        if (found := self._peek()) != sign:
            raise self._unreadable(is_cut=not found)
        self._at += 1

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise UnreadableSource("too-deep", _("Ce fichier JSON est emboîté sans fin : il est refusé.")) from None
            except json.JSONDecodeError as error:
                # What stops at the edge may go on; what is wrong before it stays wrong.
                is_at_edge = error.pos >= len(self._text) - _EDGE or error.msg.startswith("Unterminated")
                if not is_at_edge or not self._fill():
                    raise self._unreadable(is_cut=is_at_edge) from None
                continue
            # A number at the edge of what was read may go on.
            if end == len(self._text) and not isinstance(value, dict | list | str) and self._fill():
                continue
            self._at = end
            return value

    def _list(self) -> Iterator[Any]:
        self._take("[")
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield self._value()
            if self._peek() == ",":
                self._at += 1
                if self._peek() == "]":  # A comma too many.
                    self._at += 1
                    return
                continue
            self._take("]")
            return

    def _object(self) -> Iterator[Any]:
        """Its lists of objects, item by item; without one, itself; then further objects, one a line."""
        self._take("{")
        yielded = False
        while self._peek() != "}":
            name = self._value()
            if not isinstance(name, str):
                raise self._unreadable()
            self._take(":")
            if self._peek() == "[" and name not in _VALUES and self._holds_objects():
                self.list_name, yielded = name, True
                yield from self._list()
            else:
                self.head[name] = self._value()
            if self._peek() == ",":
                self._at += 1
            elif self._peek() != "}":
                raise self._unreadable(is_cut=not self._peek())
        self._at += 1
        if yielded:
            self._end()
            return
        yield self.head
        while self._peek():
            if self._peek() == ",":
                self._at += 1
                continue
            yield self._value()

    def _holds_objects(self) -> bool:
        """Whether the list that begins here holds objects with several names, which is to say records."""
        if self.head.keys() & _RECORD_NAMES:
            return False
        while len(self._text) - self._at < 4096 and self._fill():
            pass
        found = re.match(r"\[\s*(?:\]|\{)", self._text[self._at : self._at + 4096])
        return bool(found) and not re.match(r"\[\s*\]", found[0]) if found else False

    def _end(self) -> None:
        if self._peek():
            raise self._unreadable(is_cut=False)

    def _unreadable(self, *, is_cut: bool = True) -> UnreadableSource:
        if is_cut and self._is_over:
            message = _(
                "Le fichier s’arrête au milieu d’une fiche : il a été coupé en chemin. Téléchargez-le à nouveau."
            )
            return UnreadableSource("truncated", message, is_cut=True)
        near = " ".join(self._text[self._at : self._at + 40].split())
        message = _("Ce fichier n’est pas du JSON lisible ; la lecture s’arrête à « %s ».") % near
        return UnreadableSource("not-json", message, is_cut=True)


#: Names that an object has when it is itself a record: its lists are values, not lists of records.
_RECORD_NAMES = frozenset(
    {"nom", "Nom", "name", "id", "geometry", "properties", "plage_ouverture", "ancien_code_pivot"}
)
#: Lists of objects that are values of one record of the national directory, whatever it says first.
_VALUES = frozenset(
    (
        *(
            "plage_ouverture",
            "adresse",
            "pivot",
            "telephone",
            "telecopie",
            "site_internet",
            "reseau_social",
            "annuaire",
        ),
        *(
            "affectation_personne",
            "hierarchie",
            "organigramme",
            "texte_reference",
            "application_mobile",
            "tchat",
            "sve",
        ),
        *("formulaire_contact", "telephone_accessible", "adresse_courriel"),
    )
)
