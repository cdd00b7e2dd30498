"""The words of a page, line by line."""

from __future__ import annotations

from lxml import etree, html

#: What stands in a line of text; everything else begins a new one.
_IN_LINE = frozenset(
    (*("a", "abbr", "b", "br", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup"), "var")
)


def text_of_page(page: str) -> str:
    """What a reader reads, one line for each block."""
    lines: list[str] = []
    line: list[str] = []

    def end_line() -> None:
        words = " ".join("".join(line).split(" ")).strip()
        line.clear()
        if words := " ".join(words.split("\n")).strip():
            lines.append(_squeezed(words))

    def walk(node: etree._Element) -> None:
        if not isinstance(node.tag, str) or node.tag in ("script", "style", "template"):
            return
        is_block = node.tag not in _IN_LINE
        if is_block or node.tag == "br":
            end_line()
        line.append(node.text or "")
        for each in node:
            walk(each)
            line.append(each.tail or "")
        if is_block:
            end_line()

    walk(html.fromstring(page))
    end_line()
    return "\n".join(lines)


def _squeezed(words: str) -> str:
    """Runs of spaces as one; no-break spaces stay."""
    return " ".join(part for part in words.replace("\t", " ").split(" ") if part)
