"""Elements and attributes by their local names: a message in another namespace, or in none, still says something."""

from __future__ import annotations

from lxml import etree

from .grammar import NAMESPACE
from .simple_types import collapsed
from .validation import elements_of, local, own_text

#: No text of a message is longer; one that pretends to be is cut.
MOST_TEXT = 10_000


def child(node: etree._Element, name: str) -> etree._Element | None:
    return next((one for one in elements_of(node) if local(one) == name), None)


def children(node: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in elements_of(node) if local(one) == name]


def attribute(node: etree._Element, name: str) -> str:
    """An attribute, in its namespace or not; "" when absent."""
    value: object = node.get(f"{{{NAMESPACE}}}{name}")
    if value is None:
        value = next((str(one) for key, one in node.attrib.items() if etree.QName(key).localname == name), "")
    return str(value).strip()[:MOST_TEXT]


def text_of(node: etree._Element | None) -> str:
    return collapsed(own_text(node)[: 2 * MOST_TEXT])[:MOST_TEXT] if node is not None else ""
