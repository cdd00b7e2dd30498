"""Online services, forms, letters: what one does, with its Cerfa number and its file."""

from __future__ import annotations

from lxml import etree

from ..reading.xml import WHITE, attribute, child, name
from .inline import file_words, language, named
from .references import items
from .renderer import NOTE, PLAIN, TITLES, Renderer, escape, heading_wrap, safe_address
from .vocabulary import block

#: What a service's button says, by its kind.
_GO = {
    "formulaire": "Ouvrir le formulaire",
    "modèle de document": "Ouvrir le modèle",
    "simulateur": "Ouvrir le simulateur",
    "outil de recherche": "Ouvrir l’outil de recherche",
}


def facts(node: etree._Element) -> str:
    """ "Service en ligne · Cerfa n° 13409*07 · PDF, 1,6 Mo"."""
    cerfa = attribute(node, "numerocerfa")
    told = (
        attribute(node, "type"),
        f"Cerfa n°\N{NO-BREAK SPACE}{cerfa}" if cerfa else "",
        f"n°\N{NO-BREAK SPACE}{other}" if (other := attribute(node, "autrenumero")) else "",
        attribute(node, "commentaireLien"),
        attribute(node, "statut"),
        file_words(node),
    )
    return escape(" · ".join(part for part in told if part))


def _note(written: str) -> str:
    return f"{NOTE[0]}{written}{NOTE[1]}" if written else ""


@block("serviceenligne", "serviceenligneannexe")
def service(r: Renderer, node: etree._Element, level: int) -> str:
    """A box: its name leads there; its own address, that of the link it holds, or its document."""
    held = child(node, "lienweb")
    address = safe_address(attribute(node, "URL"))
    address = address or (safe_address(attribute(held, "URL")) if held is not None else "") or r.guide(node)
    is_held = held is not None and safe_address(attribute(held, "URL")) == address
    said = facts(node)
    if is_held and held is not None and (files := escape(file_words(held))):
        said = f"{said} · {files}" if said else files
    has_title = any(name(each) in TITLES for each in node)
    inner = level + 1 if has_title else level
    # Without a title its first words are its name.
    own = r.text(node.text, PLAIN)
    pieces = [r.line(own if has_title else r.link(address, own))]
    notices: list[etree._Element] = []

    def end_list() -> None:
        pieces.append(items(r, notices))
        notices.clear()

    for each in node:
        if name(each) == "noticeliee":
            notices.append(each)
            if (each.tail or "").strip(WHITE):
                end_list()
                pieces.append(r.text(each.tail))
            continue
        end_list()
        if name(each) in TITLES:
            opening, closing = heading_wrap(level, ' class="guide-do__title"')
            pieces.append(f"{opening}{named(r, each, address)}{closing}")
            pieces.append(_note(said))
            said = ""
        elif each is held and is_held:
            pieces.append(r.flow(each, inner, NOTE))
        else:
            pieces.append(r.piece(each, inner))
        pieces.append(r.text(each.tail))
    end_list()
    if not has_title and not own and address:
        pieces.append(f'<p><a href="{address}">{address}</a></p>')
    pieces.append(_note(said))
    return f'<div class="guide-do"{r.anchor(node)}>{r.local_service(node)}{"".join(pieces)}</div>'


@block("lienweb")
def web_link(r: Renderer, node: etree._Element, level: int) -> str:
    """The way to the service that a document is about."""
    address = safe_address(attribute(node, "URL"))
    words = _GO.get(attribute(r.root, "type").lower(), "Accéder au service en ligne")
    told = file_words(node)
    other = f' hreflang="{language(node)}"' if language(node) else ""
    button = f'<p><a class="button button--primary" href="{address}"{other}>{words}</a></p>' if address else ""
    return f'<div class="guide-go">{button}{_note(escape(told))}{r.flow(node, level, NOTE)}</div>'


@block("numerocerfa")
def cerfa(r: Renderer, node: etree._Element, level: int) -> str:
    return _numbered(r, node, level, "Cerfa n°")


@block("autrenumero")
def other_number(r: Renderer, node: etree._Element, level: int) -> str:
    return _numbered(r, node, level, "Numéro")


def _numbered(r: Renderer, node: etree._Element, level: int, words: str) -> str:
    return r.flow(node, level, (f'<p class="guide-number">{words}\N{NO-BREAK SPACE}<span>', "</span></p>"))
