"""What stands in a line of text: emphasis, amounts, links, acronyms."""

from __future__ import annotations

import re

from lxml import etree

from ..reading.head import CODE
from ..reading.xml import WHITE, attribute, name, squeezed, text_of
from .renderer import Renderer, escape, safe_address
from .vocabulary import Inline, inline, link

#: Kinds of links that lead to the acronyms of the document itself.
ACRONYMS = ("sigle", "acronyme")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
_FORMATS = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/zip": "ZIP",
    "text/html": "",
}


def file_words(node: etree._Element) -> str:
    """ "PDF, 842.1 KB, en": what a link leads to when it is a file, or in another language."""
    told = attribute(node, "format").lower()
    kind = _FORMATS.get(told, told.rpartition("/")[2].upper()[:12])
    size = attribute(node, "poids").replace("KB", "Ko").replace("MB", "Mo").replace(".", ",")
    language = attribute(node, "langue")
    return ", ".join(part for part in (kind, size, language if language.lower() != "fr" else "") if part)


def language(node: etree._Element) -> str:
    """A `lang` or `hreflang` value, or ""."""
    told = attribute(node, "langue", "lang")
    return told if _LANGUAGE.fullmatch(told) else ""


def _simple(opening: str, closing: str) -> Inline:
    def write(r: Renderer, node: etree._Element) -> str:
        inner = r.words(node)
        return f"{opening}{inner}{closing}" if inner.strip(WHITE) else inner

    return write


inline("miseenevidence")(_simple("<strong>", "</strong>"))
inline("valeur", "montant", "duree")(_simple('<span class="guide-value">', "</span>"))
inline("expression")(_simple("<i>", "</i>"))
inline("exposant")(_simple("<sup>", "</sup>"))
inline("indice")(_simple("<sub>", "</sub>"))
inline("citation")(_simple("<q>", "</q>"))
inline("variable")(_simple("<var>", "</var>"))
inline("sigle", "acronyme")(_simple("<abbr>", "</abbr>"))


@inline("termeetranger")
def foreign_words(r: Renderer, node: etree._Element) -> str:
    told = language(node)
    attributes = f' lang="{told}"' if told else ""
    return f"<i{attributes}>{r.words(node)}</i>"


@inline("tel", "telephone")
def phone(r: Renderer, node: etree._Element) -> str:
    number = re.sub(r"[^\d+]", "", text_of(node))
    return r.link(f"tel:{number}" if number else "", r.words(node))


@inline("courriel", "email", "mel")
def mail(r: Renderer, node: etree._Element) -> str:
    address = text_of(node)
    return r.link(escape(f"mailto:{address}") if "@" in address else "", r.words(node))


def _with_link(r: Renderer, node: etree._Element, address: str, attributes: str = "") -> str:
    """The words of a link. Where one link holds another, each leads to its own."""
    if not any(name(each).startswith("lien") for each in node.iterdescendants()):
        with r.inside_link():
            words = r.words(node)
        lead, trail = _edges(words)
        return f"{lead}{r.link(address, words.strip(WHITE), attributes)}{trail}"
    pieces = [r.link(address, escape(squeezed(node.text or "")), attributes) if (node.text or "").strip(WHITE) else ""]
    for each in node:
        inner = r._words_of(each)
        is_link = name(each).startswith("lien") or any(name(deep).startswith("lien") for deep in each.iterdescendants())
        pieces.append(inner if is_link else r.link(address, inner, attributes))
        if each.tail:
            words = escape(squeezed(each.tail))
            pieces.append(r.link(address, words, attributes) if each.tail.strip(WHITE) else words)
    return "".join(pieces)


def named(r: Renderer, node: etree._Element, address: str, attributes: str = "") -> str:
    """The words of a title, leading to `address`; a link among them keeps its own way."""
    if not address:
        return r.label(node)
    return squeezed(_with_link(r, node, address, attributes)).strip(WHITE)


def _edges(words: str) -> tuple[str, str]:
    """The space before and after, which stays outside of the link."""
    return (" " if words[:1] == " " else ""), (" " if words[-1:] == " " and words.strip(WHITE) else "")


@link("lienexterne", "lien", "url")
def outer_address(r: Renderer, node: etree._Element) -> str:
    return safe_address(attribute(node, "URL", "href"))


@link("lieninterne")
def inner_address(r: Renderer, node: etree._Element) -> str:
    code = attribute(node, "LienPublication", "ID", "LienID")
    if attribute(node, "type").lower() in ACRONYMS or code in r.targets:
        return f"#{escape(code)}" if code in r.targets else ""
    return r.guide(node, "LienPublication", "ID")


@link("lienintra")
def address_in_the_page(r: Renderer, node: etree._Element) -> str:
    code = attribute(node, "LienID", "LienPublication", "ID")
    if code in r.targets or code in r.stops:
        return f"#{escape(code)}"
    return r.guide(node, "LienID", "LienPublication", "ID") if CODE.fullmatch(code) else ""


@inline("lienexterne", "lien", "url")
def outer_link(r: Renderer, node: etree._Element) -> str:
    address = outer_address(r, node)
    attributes = ""
    if told := file_words(node):
        # Said by the style sheet: the words of the State's sentence stay together.
        attributes = f' data-file="{escape(told)}" title="{escape(f"{text_of(node)} ({told})")}"'
    if language(node):
        attributes += f' hreflang="{language(node)}"'
    if address and not text_of(node):
        return r.link(address, address, attributes)
    return _with_link(r, node, address, attributes)


@inline("lieninterne")
def inner_link(r: Renderer, node: etree._Element) -> str:
    code = attribute(node, "LienPublication", "ID", "LienID")
    if attribute(node, "type").lower() in ACRONYMS or code in r.targets:
        with r.inside_link():
            words = r.words(node)
        lead, trail = _edges(words)
        return f"{lead}{r.link(inner_address(r, node), f'<abbr>{words.strip(WHITE)}</abbr>')}{trail}"
    told = attribute(node, "commentaireLien")
    return _with_link(r, node, inner_address(r, node), f' title="{escape(told)}"' if told else "")


@inline("lienintra")
def link_in_the_page(r: Renderer, node: etree._Element) -> str:
    """A word of the glossary, or a place of the page; what was retired leads to where it went, if anywhere."""
    code = attribute(node, "LienID", "LienPublication", "ID")
    return _with_link(r, node, address_in_the_page(r, node), ' class="guide-term"' if code in r.targets else "")
