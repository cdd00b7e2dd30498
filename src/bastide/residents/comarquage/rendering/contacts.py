"""Where to go: the State's own words, and what the visitor's commune answers."""

from __future__ import annotations

from lxml import etree

from ..reading.xml import attribute, child, name
from .inline import named
from .renderer import NOTE, PLAIN, TITLES, Renderer, heading_wrap, safe_address
from .vocabulary import block

CONTACTS = ("ousadresser", "ousadressersupport", "contact", "organisme")


@block(*CONTACTS)
def contact(r: Renderer, node: etree._Element, level: int) -> str:
    """A box: what the service is called, leading to the national list of them, then its details."""
    held = child(node, "ressourceweb")
    address = safe_address(attribute(held, "URL")) if held is not None else ""
    address = address or safe_address(attribute(node, "URL"))
    has_title = any(name(each) in TITLES for each in node)
    inner = level + 1 if has_title else level
    # Without a title its first words are its name.
    own = r.text(node.text, PLAIN)
    pieces = [r.line(own if has_title else r.link(address, own))]
    for each in node:
        if name(each) in TITLES:
            opening, closing = heading_wrap(level, ' class="guide-go-there__title"')
            pieces.append(f"{opening}{named(r, each, address)}{closing}{r.local(node, inner)}")
        else:
            pieces.append(r.piece(each, inner))
        pieces.append(r.text(each.tail))
    if not has_title and not own and address:
        pieces.append(f'<p><a href="{address}">{address}</a></p>')
    return f'<div class="guide-go-there"{r.anchor(node)}>{"".join(pieces)}</div>'


@block("ressourceweb")
def resource(r: Renderer, node: etree._Element, level: int) -> str:
    """Its address is that of the contact; a second one, or one that stands alone, is written out."""
    address = safe_address(attribute(node, "URL"))
    parent = node.getparent()
    is_first = parent is not None and name(parent) in CONTACTS and child(parent, "ressourceweb") is node
    words = r.flow(node, level, NOTE)
    return words if is_first or not address else f'{words}<p><a href="{address}">{address}</a></p>'
