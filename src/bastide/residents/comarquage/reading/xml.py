"""Documents as XML: read without document types, entities or network, and named whatever their spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

#: The largest document ever seen has 190 kB; ten times the largest that the schema could need.
LARGEST = 8_000_000
#: White space of XML. No-break spaces belong to the text.
WHITE = " \t\r\n"
_RUN_OF_WHITE = re.compile(f"[{WHITE}]+")


class UnreadableDocument(Exception):
    """The file is not a document we can read; the message says why, for the person who imports."""


def parse(content: bytes) -> etree._Element:
    """The root element of a document. Raises UnreadableDocument."""
    if len(content) > LARGEST:
        raise UnreadableDocument(_("le fichier est trop grand pour une fiche"))
    if not content.strip():
        raise UnreadableDocument(_("le fichier est vide"))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableDocument(_("ce n’est pas du XML bien formé (%(error)s)") % {"error": error}) from None
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _entity in declared.iterentities()):
        raise UnreadableDocument(_("le fichier déclare des entités : il n’est pas lu"))
    return root


@lru_cache(maxsize=4096)
def name_of(tag: str) -> str:
    """A name to look things up by: "{uri}Rangée" and "rangee" are both "rangee"."""
    local = tag.rpartition("}")[2]
    bare = unicodedata.normalize("NFKD", local)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).lower()


def name(node: etree._Element) -> str:
    """The name of an element; "" for what is none (an entity that was not resolved)."""
    return name_of(node.tag) if isinstance(node.tag, str) else ""


def is_told(node: etree._Element) -> bool:
    """Whether an element describes the document: Dublin Core has small letters, the State’s own a capital first."""
    return isinstance(node.tag, str) and etree.QName(node).localname[:1].islower()


def attribute(node: etree._Element, *names: str) -> str:
    """The first of the attributes that is there, whatever its capitals and accents; "" when none is."""
    for each in names:
        if value := node.get(each):
            return value.strip()
    for each in names:
        wanted = name_of(each)
        for key in node.keys():  # noqa: SIM118 - an element gives its children, not its attributes
            if name_of(str(key)) == wanted and (value := node.get(key)):
                return value.strip()
    return ""


def children(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The child elements with one of the names."""
    return (child for child in node if name(child) in names)


def child(node: etree._Element, *names: str) -> etree._Element | None:
    return next(children(node, *names), None)


def squeezed(text: str) -> str:
    """`text` on one line."""
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        return _RUN_OF_WHITE.sub(" ", text)
    return text


def text_of(node: etree._Element | None) -> str:
    """All the words of an element on one line, without space at the ends."""
    if node is None:
        return ""
    pieces: list[str] = []
    for each in node.iter():
        if each is not node and not isinstance(each.tag, str):
            pieces.append(unescape(each.text or ""))
        else:
            if name(each) in ("paragraphe", "item", "titre", "cellule", "texte"):
                pieces.append(" ")
            pieces.append(each.text or "")
        if each is not node:
            pieces.append(each.tail or "")
    return squeezed("".join(pieces)).strip(WHITE)
