"""The text of a sheet written here, as blocks for its template."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A paragraph, or the points of a list."""

    text: str = ""
    points: tuple[str, ...] = ()


def paragraphs(text: str) -> list[Block]:
    """An empty line ends a paragraph; lines that begin with "- " are the points of a list."""
    blocks: list[Block] = []
    for piece in text.replace("\r\n", "\n").split("\n\n"):
        words: list[str] = []
        points: list[str] = []
        for line in piece.split("\n"):
            if line.strip().startswith(("- ", "• ", "* ")):
                if words:
                    blocks.append(Block("\n".join(words)))
                    words = []
                points.append(line.strip()[2:].strip())
            elif line.strip():
                if points:
                    blocks.append(Block(points=tuple(points)))
                    points = []
                words.append(line.strip())
        if points:
            blocks.append(Block(points=tuple(points)))
        if words:
            blocks.append(Block("\n".join(words)))
    return blocks
