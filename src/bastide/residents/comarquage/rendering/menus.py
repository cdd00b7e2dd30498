"""Index files: the tree of themes, lists of services and questions."""

from __future__ import annotations

from lxml import etree

from ..reading.head import CODE
from ..reading.xml import WHITE, attribute, name
from .blocks import stray_item
from .inline import named
from .renderer import PLAIN, TITLES, Renderer
from .vocabulary import block

ENTRIES = ("itemmenu", "noeud", "entree")


def is_entry(node: etree._Element) -> bool:
    """An item of a list has no code; one of a menu has."""
    return name(node) in ENTRIES or (name(node) == "item" and bool(attribute(node, "ID")))


@block("menu", "arborescence", "racine")
def menu(r: Renderer, node: etree._Element, level: int) -> str:
    return entries(r, node, level)


@block(*ENTRIES, "item")
def entry(r: Renderer, node: etree._Element, level: int) -> str:
    if not is_entry(node):
        return stray_item(r, node, level)
    return f'<ul class="guide-tree"><li>{_inside(r, node, level)}</li></ul>'


def _inside(r: Renderer, node: etree._Element, level: int) -> str:
    code = attribute(node, "ID")
    return entries(r, node, level, r.guide(node) if CODE.fullmatch(code) else "")


def entries(r: Renderer, node: etree._Element, level: int, address: str = "") -> str:
    """The content of an element: what it is called, leading to `address`, and its entries in nested lists."""
    pieces = [r.link(address, r.text(node.text, PLAIN))]
    waiting: list[str] = []

    def end_list() -> None:
        if waiting:
            pieces.append(f'<ul class="guide-tree">{"".join(waiting)}</ul>')
            waiting.clear()

    for each in node:
        if is_entry(each):
            waiting.append(f"<li>{_inside(r, each, level)}</li>")
        elif name(each) in TITLES and is_entry(node):
            pieces.append(named(r, each, address))
        elif piece := r.piece(each, level):
            end_list()
            pieces.append(piece)
        if (each.tail or "").strip(WHITE):
            end_list()
            pieces.append(r.text(each.tail))
    end_list()
    return "".join(pieces)
