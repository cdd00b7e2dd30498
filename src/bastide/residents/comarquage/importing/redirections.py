"""Codes that were retired: no file of this kind was ever seen, so that any plausible form is read."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ..reading.head import CODE
from ..reading.xml import name_of, text_of

#: Parts of names that tell the old code.
_OLD = ("anc", "old", "source", "orig", "depart", "avant", "from", "de", "id")


def pairs(root: etree._Element) -> Iterator[tuple[str, str]]:
    """(old, new) for each element that names exactly two codes, in its attributes, its children or its text."""
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        told = [(name_of(str(key)), str(value).strip()) for key, value in node.attrib.items()]
        told += [(name_of(each.tag), text_of(each)) for each in node if isinstance(each.tag, str) and len(each) == 0]
        if (node.text or "").strip() and len(node) == 0:
            told.append(("", (node.text or "").strip()))
        codes = [(name, value) for name, value in told if CODE.fullmatch(value)]
        if len(codes) != 2 or codes[0][1] == codes[1][1]:
            continue
        first, second = codes
        if not _is_old(first[0]) and _is_old(second[0]):
            first, second = second, first
        yield first[1], second[1]


def _is_old(name: str) -> bool:
    return bool(name) and name.startswith(_OLD)
