"""Links to other documents and to other sites, as the items of a list."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from ..reading.head import CODE
from ..reading.xml import WHITE, attribute, name, text_of
from .inline import file_words, language, named
from .renderer import NOTE, TITLES, Renderer, escape, safe_address
from .vocabulary import block

Address = Callable[[Renderer, etree._Element], str]


def _guide(r: Renderer, node: etree._Element) -> str:
    return r.guide(node)


def _outside(r: Renderer, node: etree._Element) -> str:
    """Its own address, else the document of its code when that can have a page."""
    return safe_address(attribute(node, "URL"))


def _either(r: Renderer, node: etree._Element) -> str:
    return safe_address(attribute(node, "URL")) or r.guide(node)


#: How each kind finds its address.
ITEMS: dict[str, Address] = {
    **dict.fromkeys(("fiche", "dossier", "sousdossierpere", "ficheliee", "ficheconnexe", "questionreponse"), _guide),
    **dict.fromkeys(("commentfairesi", "rechercheguidee", "rechercheguideepere", "serviceenlignealternatif"), _guide),
    **dict.fromkeys(("servicenoeud",), _guide),
    **dict.fromkeys(("reference", "pourensavoirplus", "partenaire", "actualite"), _outside),
    **dict.fromkeys(("connexion", "franceconnect"), _outside),
    **dict.fromkeys(("noticeliee", "simulateur", "lienwebexterne"), _either),
}


def item(r: Renderer, node: etree._Element) -> str:
    """The inside of an item: what it is called, leading there, then the rest in order."""
    address = ITEMS[name(node)](r, node)
    is_titled = any(name(each) in TITLES for each in node)
    extra = ""
    if language(node) and language(node).lower() != "fr":
        extra = f' hreflang="{language(node)}"'
    pieces: list[str] = []
    if not is_titled:
        inline_only = all(name(each) not in _NOTES for each in node)
        if inline_only:
            if words := named(r, node, address, extra):
                return words + _file_note(node)
        elif (node.text or "").strip(WHITE):
            pieces.append(r.link(address, escape(text_of(_only_text(node))), extra))
    else:
        pieces.append(r.text(node.text))
    for each in node:
        if name(each) in TITLES:
            pieces.append(named(r, each, address, extra) + _file_note(node))
        elif name(each) in _NOTES:
            pieces.append(_note(r, each))
        else:
            pieces.append(r.piece(each, 3))
        pieces.append(r.text(each.tail))
    if address and not any(pieces):
        pieces.append(r.link(address, address))
    return "".join(pieces)


def _note(r: Renderer, node: etree._Element) -> str:
    """Small words about a link; a theme or a dossier leads to its own page."""
    wrap = (' <span class="guide-note">', "</span>")
    if not CODE.fullmatch(attribute(node, "ID")) or name(node) == "source":
        return r.flow(node, 3, wrap)
    return r.line(named(r, node, r.guide(node)), wrap)


#: Small words about a link.
_NOTES = frozenset(("complement", "source", "theme", "sousthemepere", "dossier", "audience", "titre"))


def _only_text(node: etree._Element) -> etree._Element:
    holder = etree.Element("t")
    holder.text = node.text
    return holder


def _file_note(node: etree._Element) -> str:
    told = file_words(node)
    return f' <span class="guide-note">({escape(told)})</span>' if told else ""


@block(*ITEMS)
def alone(r: Renderer, node: etree._Element, level: int) -> str:
    """An item that stands between other things."""
    inner = item(r, node)
    return f'<ul class="guide-links"><li{r.anchor(node)}>{inner}</li></ul>' if inner else ""


def items(r: Renderer, nodes: list[etree._Element]) -> str:
    lines = [f"<li{r.anchor(each)}>{inner}</li>" for each in nodes if (inner := item(r, each))]
    return f'<ul class="guide-links">{"".join(lines)}</ul>' if lines else ""


@block("voiraussi", "quipeutmaider")
def see_also(r: Renderer, node: etree._Element, level: int) -> str:
    """Neighbouring subjects, or who can help."""
    return listed(r, node, level)


def listed(r: Renderer, node: etree._Element, level: int) -> str:
    """The content of an element, its links gathered in lists."""
    pieces: list[str] = [r.text(node.text)]
    waiting: list[etree._Element] = []
    inner = level + 1 if any(name(each) in TITLES for each in node) else level

    def end_list() -> None:
        pieces.append(items(r, waiting))
        waiting.clear()

    for each in node:
        if name(each) in ITEMS:
            waiting.append(each)
        else:
            end_list()
            pieces.append(r.piece(each, inner))
        if (each.tail or "").strip(WHITE):
            end_list()
            pieces.append(r.text(each.tail))
    end_list()
    return "".join(pieces)


@block("sousdossier", "soustheme", "dossierpere")
def sub_dossier(r: Renderer, node: etree._Element, level: int) -> str:
    return f'<section class="guide-group"{r.anchor(node)}>{listed(r, node, level)}</section>'


@block("theme", "sousthemepere")
def theme(r: Renderer, node: etree._Element, level: int) -> str:
    """A theme named in passing."""
    return r.text(text_of(node), NOTE)


@block("lienexternecommente")
def commented_link(r: Renderer, node: etree._Element, level: int) -> str:
    return f'<div class="guide-box">{r.titled(node, level)}</div>'
