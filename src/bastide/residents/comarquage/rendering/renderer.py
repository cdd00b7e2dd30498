"""The walk through a document: lines of text, the blocks between them, headings at their level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Protocol

from lxml import etree

from ..reading.head import PART, audience_of, public_of
from ..reading.xml import WHITE, attribute, name, squeezed, text_of
from .vocabulary import BLOCKS, CODES, INLINES, LINKS, SILENT, TRANSPARENT, is_known

#: What opens and closes a line of text.
Wrap = tuple[str, str]
PARAGRAPH: Wrap = ("<p>", "</p>")
PLAIN: Wrap = ("", "")
NOTE: Wrap = ('<p class="note">', "</p>")
#: Deeper than any document, and than what the machine's stack takes.
DEEPEST = 90
#: Their text joins a line and needs a space around.
_WORDS_APART = frozenset(("paragraphe", "titre", "texte", "item", "cellule"))
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Links(Protocol):
    """Where documents are."""

    def guide(self, audience: str, code: str) -> str:
        """The address of a document, ours or the State's; "" when it is nowhere."""


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def entity(node: etree._Element) -> str:
    """What `&nbsp;` stands for: documents that name a document type may use such names, which are never resolved."""
    return escape(squeezed(unescape(node.text or "")))


def safe_address(raw: str) -> str:
    """An address that a browser may open, ready for an attribute; "" for anything else."""
    address = raw.strip()
    if address.startswith("www."):
        address = f"https://{address}"
    if not address or (
        _SCHEME.match(address) and not address.lower().startswith(("http:", "https:", "mailto:", "tel:"))
    ):
        return ""
    if not _SCHEME.match(address) and not address.startswith(("/", "#")):
        address = f"https://{address}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", address) else ""
    return escape(address)


class Renderer:
    """Writes one document; `unknown` counts the elements it had no rule for."""

    def __init__(self, root: etree._Element, *, audience: str = PART, links: Links) -> None:
        self.root, self.audience, self.links = root, audience, links
        self.unknown: Counter[str] = Counter()
        self.deferred: list[etree._Element] = []
        #: What a link inside the page may aim at.
        self.targets = {code for each in root.iter("{*}*") if name(each) in TARGETS and (code := attribute(each, "ID"))}
        #: Contacts and services that stand in the page, at which only a link "intra" aims.
        self.stops = {code for each in root.iter("{*}*") if name(each) in STOPS and (code := attribute(each, "ID"))}
        self._given: set[str] = set()
        self._linked = False
        #: Where each line leads while a link is written that holds more than a line.
        self._around = ""
        self._depth = 0
        #: Writes what a commune adds to a contact; nothing without a commune.
        self.local: Callable[[etree._Element, int], str] = lambda node, level: ""
        self.local_service: Callable[[etree._Element], str] = lambda node: ""

    # --- text -------------------------------------------------------------------------------------------------------

    def flow(
        self, node: etree._Element, level: int, wrap: Wrap = PARAGRAPH, *, skip: frozenset[str] = frozenset()
    ) -> str:
        """The content of `node`: its text in lines, its blocks between them, in order."""
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                words = text_of(node)
                return f"{wrap[0]}{escape(words)}{wrap[1]}" if words else ""
            return self._flow(node, level, wrap, skip)
        finally:
            self._depth -= 1

    def _flow(self, node: etree._Element, level: int, wrap: Wrap, skip: frozenset[str]) -> str:
        pieces: list[str] = []
        line: list[str] = []

        def end_line() -> None:
            pieces.append(self.line("".join(line), wrap))
            line.clear()

        if node.text:
            line.append(escape(squeezed(node.text)))
        for each in node:
            self._one(each, level, wrap, skip, pieces, line, end_line)
            if each.tail:
                line.append(escape(squeezed(each.tail)))
        end_line()
        return "".join(pieces)

    def _one(
        self,
        each: etree._Element,
        level: int,
        wrap: Wrap,
        skip: frozenset[str],
        pieces: list[str],
        line: list[str],
        end_line: Callable[[], None],
    ) -> None:
        called = name(each)
        if called in skip:
            return
        if not called:
            line.append(entity(each))
        elif called in BLOCKS:
            end_line()
            pieces.append(BLOCKS[called](self, each, level))
        elif called in INLINES and not self._has_block(each):
            line.append(INLINES[called](self, each))
        elif called in SILENT or called in CODES:
            if called in SILENT and text_of(each):
                end_line()
                pieces.append(self.flow(each, level, wrap))
        elif called in TRANSPARENT or called in INLINES:
            end_line()
            pieces.append(self._linked_flow(each, level, wrap))
        else:
            self.unknown[str(each.tag)] += 1
            is_in_line = bool((each.tail or "").strip(WHITE) or "".join(line).strip(WHITE)) and not self._has_block(
                each
            )
            if is_in_line:
                line.append(self.words(each))
            else:
                end_line()
                pieces.append(self.unknown_block(each, level, wrap))

    def piece(self, each: etree._Element, level: int, wrap: Wrap = PARAGRAPH) -> str:
        """One element, without what follows it."""
        pieces: list[str] = []
        line: list[str] = []

        def end_line() -> None:
            pieces.append(self.line("".join(line), wrap))
            line.clear()

        self._one(each, level, wrap, frozenset(), pieces, line, end_line)
        end_line()
        return "".join(pieces)

    def line(self, written: str, wrap: Wrap = PARAGRAPH) -> str:
        """Words written already, as one line; "" for none."""
        text = written.strip(WHITE)
        if text and self._around:
            text = f'<a href="{self._around}">{text}</a>'
        return f"{wrap[0]}{text}{wrap[1]}" if text else ""

    def text(self, text: str | None, wrap: Wrap = PARAGRAPH) -> str:
        """Text of the document, as one line; "" for none."""
        return self.line(escape(squeezed(text or "")), wrap)

    def unknown_block(self, node: etree._Element, level: int, wrap: Wrap = PARAGRAPH) -> str:
        """An element without a rule: rows as a table; else its title as a heading, then all it holds."""
        if any(name(each) == "rangee" for each in node):
            return BLOCKS["tableau"](self, node, level)
        return self.titled(node, level) if any(name(each) == "titre" for each in node) else self.flow(node, level, wrap)

    def _has_block(self, node: etree._Element) -> bool:
        if not len(node):
            return False
        return any(
            (called := name(each)) in BLOCKS or called in TRANSPARENT for each in node.iterdescendants() if each.tag
        )

    def _linked_flow(self, node: etree._Element, level: int, wrap: Wrap) -> str:
        """What is read through; each line of a link that holds more than a line leads where the link does."""
        address = LINKS[name(node)](self, node) if name(node) in LINKS else ""
        if not address or self._linked:
            return self.flow(node, level, wrap)
        self._around = address
        try:
            with self.inside_link():
                return self.flow(node, level, wrap)
        finally:
            self._around = ""

    def words(self, node: etree._Element) -> str:
        """The content of `node` in one line."""
        pieces = [escape(squeezed(node.text or ""))]
        for each in node:
            pieces.append(self._words_of(each))
            if each.tail:
                pieces.append(escape(squeezed(each.tail)))
        return "".join(pieces)

    def _words_of(self, each: etree._Element) -> str:
        called = name(each)
        if not called:
            return entity(each)
        if called in CODES or (called in SILENT and not text_of(each)):
            return ""
        if called in INLINES and not self._has_block(each):
            return INLINES[called](self, each)
        if not is_known(called):
            self.unknown[str(each.tag)] += 1
        self._depth += 1
        try:
            inner = escape(text_of(each)) if self._depth > DEEPEST else self.words(each)
        finally:
            self._depth -= 1
        return f" {inner} " if called in _WORDS_APART else inner

    def label(self, node: etree._Element) -> str:
        """The words of a title in one line, without space at the ends."""
        return squeezed(self.words(node)).strip(WHITE)

    # --- headings ---------------------------------------------------------------------------------------------------

    def heading(self, node: etree._Element, level: int, attributes: str = "") -> str:
        """A title and whatever else it holds."""
        return self.flow(node, level, heading_wrap(level, attributes))

    def titled(self, node: etree._Element, level: int, *, skip: frozenset[str] = frozenset()) -> str:
        """Titles as headings wherever they stand, the rest one level below the first of them."""
        has_title = any(name(each) in TITLES for each in node)
        return self.flow(node, level + 1 if has_title else level, skip=skip)

    # --- links ------------------------------------------------------------------------------------------------------

    @contextmanager
    def inside_link(self) -> Iterator[None]:
        """What is written meanwhile stands in a link already: no link in it."""
        before, self._linked = self._linked, True
        try:
            yield
        finally:
            self._linked = before

    def link(self, address: str, words: str, attributes: str = "") -> str:
        """`words` (written already) leading to `address` (ready for an attribute), or alone."""
        if not address or self._linked or not words:
            return words
        return f'<a href="{address}"{attributes}>{words}</a>'

    def guide(self, node: etree._Element, *names: str) -> str:
        """Where the document named by an element is, ready for an attribute."""
        code = attribute(node, *(names or ("ID", "LienPublication")))
        # A theme or a dossier named inside of a guide of another public is of that public.
        above = (audience_of(attribute(each, "audience")) for each in node.iterancestors() if each is not self.root)
        audience = public_of(node) or next(filter(None, above), self.audience)
        return escape(self.links.guide(audience, code)) if code else ""

    def anchor(self, node: etree._Element) -> str:
        """An `id` for the element, given once in the page."""
        code = attribute(node, "ID")
        if not code or code in self._given or (code in self.targets and name(node) not in TARGETS):
            return ""
        self._given.add(code)
        return f' id="{escape(code)}"'


#: What a link inside a document aims at.
TARGETS = frozenset(("definition", "abreviation", "chapitre", "souschapitre"))
STOPS = frozenset(("ousadresser", "ousadressersupport", "serviceenligne"))
#: Each heads what stands beside it.
TITLES = frozenset(("titre", "titreriche", "titrelong"))


def heading_wrap(level: int, attributes: str = "") -> Wrap:
    if level > 6:
        return f'<h6 aria-level="{level}"{attributes}>', "</h6>"
    return f"<h{level}{attributes}>", f"</h{level}>"
