"""XML from outside: no DTD, no entity, no network, and never more than `MOST_BYTES`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from .charset import decode_xml

#: The largest message known is a classification, some 200 kB.
MOST_BYTES = 8 * 1024 * 1024
MOST_ELEMENTS = 100_000
#: The parser compares each attribute of an element with all the others: some thousands would take it minutes.
MOST_ATTRIBUTES = 200


class XmlRefused(Exception):
    """These bytes are not read: `str()` says why, in French; `is_hostile` when it looks like an attack."""

    def __init__(self, sentence: str, *, is_hostile: bool = False) -> None:
        super().__init__(sentence)
        self.is_hostile = is_hostile


@dataclass(frozen=True, slots=True)
class Parsed:
    root: etree._Element
    encoding: str
    reasons: tuple[str, ...] = ()


#: What may stand before the root: blanks, the declaration, comments, instructions. Then a document type is one.
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_ATTRIBUTE = re.compile(r"""=\s*["']""")
_DECLARATION = re.compile(r"^<\?xml\b.*?\?>", re.DOTALL)


def parse(data: bytes) -> Parsed:
    """The root of a message. Raises XmlRefused."""
    if not data.strip(b" \t\r\n\0"):
        raise XmlRefused("fichier vide")
    if len(data) > MOST_BYTES:
        raise XmlRefused(f"trop grand : plus de {MOST_BYTES // (1024 * 1024)} Mo de XML", is_hostile=True)
    decoded = decode_xml(data)
    reasons = [decoded.reason] if decoded.reason else []
    text = decoded.text
    if stripped := text.lstrip():
        if stripped != text and stripped.startswith("<?xml"):
            reasons.append("XML : des blancs précèdent l’annonce")
        text = stripped
    rest = text[_prologue_end(text) :]
    if rest[:9].upper() == "<!DOCTYPE" or rest[:8].upper() == "<!ENTITY":
        raise XmlRefused("XML hostile : DTD ou entités", is_hostile=True)
    if not rest.startswith("<"):
        raise XmlRefused("ce n’est pas du XML")
    # No "<" may stand inside a tag: whatever attributes one has lie between two of them.
    if any(
        piece.count("=") > MOST_ATTRIBUTES and len(_ATTRIBUTE.findall(piece)) > MOST_ATTRIBUTES
        for piece in rest.split("<")
    ):
        raise XmlRefused(f"XML hostile : plus de {MOST_ATTRIBUTES} attributs", is_hostile=True)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_blank_text=False,
    )
    # The declaration names an encoding that the text has left behind.
    body = _DECLARATION.sub("", text, count=1).rstrip("\0 \t\r\n\x1a")
    try:
        root = etree.fromstring(body.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        where = getattr(error, "lineno", None)
        raise XmlRefused(f"XML mal formé{f', ligne {where}' if where else ''} : {_brief(error)}") from error
    if root is None:
        raise XmlRefused("ce n’est pas du XML")
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused("XML hostile : DTD ou entités", is_hostile=True)
    for count, node in enumerate(root.iter()):
        if count > MOST_ELEMENTS:
            raise XmlRefused(f"trop d’éléments : plus de {MOST_ELEMENTS}", is_hostile=True)
        if node.tag is etree.Entity:
            raise XmlRefused("XML hostile : DTD ou entités", is_hostile=True)
    return Parsed(root, decoded.encoding, tuple(reasons))


def _prologue_end(text: str) -> int:
    found = _PROLOGUE.match(text)
    return found.end() if found else 0


def _brief(error: Exception) -> str:
    return re.sub(r", line \d+, column \d+.*", "", str(error))[:120]


def looks_like_xml(head: bytes) -> bool:
    """Whether the first bytes of a file could be those of an XML message, in whatever encoding."""
    return bool(re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<[\0]?[?!A-Za-z_]", head[:200]))
