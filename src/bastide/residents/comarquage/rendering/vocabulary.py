"""Which function writes which element. A name is written as `reading.xml.name` gives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from lxml import etree

#: Writes an element that stands by itself, for a `Renderer`; the number is the level that a heading in it would have.
Block = Callable[[Any, etree._Element, int], str]
#: Writes an element inside a line of text, for a `Renderer`.
Inline = Callable[[Any, etree._Element], str]

#: Where a link leads: an address ready for an attribute, or "".
Address = Callable[[Any, etree._Element], str]

BLOCKS: dict[str, Block] = {}
LINKS: dict[str, Address] = {}
INLINES: dict[str, Inline] = {}
#: Their content is read as if they were not there.
TRANSPARENT = frozenset(
    ("texte", "corps", "contenu", "paragraphe", "contenuillustre", "fragmentconditionne", "siselectionne")
)
#: They say when something is shown, and have no words of their own.
SILENT = frozenset(
    (
        *("condition", "ou", "et", "non", "estvrai", "estfaux", "estindefini", "estdefini"),
        *("affectevrai", "affectefaux", "affecteindefini", "colonne"),
    )
)
#: Codes for machines: not text.
CODES = frozenset(("pivotlocal", "canal"))

BlockT = TypeVar("BlockT", bound=Block)
InlineT = TypeVar("InlineT", bound=Inline)
AddressT = TypeVar("AddressT", bound=Address)


def block(*names: str) -> Callable[[BlockT], BlockT]:
    def register(function: BlockT) -> BlockT:
        for each in names:
            BLOCKS[each] = function
        return function

    return register


def inline(*names: str) -> Callable[[InlineT], InlineT]:
    def register(function: InlineT) -> InlineT:
        for each in names:
            INLINES[each] = function
        return function

    return register


def link(*names: str) -> Callable[[AddressT], AddressT]:
    def register(function: AddressT) -> AddressT:
        for each in names:
            LINKS[each] = function
        return function

    return register


def is_known(name: str) -> bool:
    return name in BLOCKS or name in INLINES or name in TRANSPARENT or name in SILENT or name in CODES
