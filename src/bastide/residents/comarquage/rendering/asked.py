"""Questions: trees of choices, whose answers are all shown."""

from __future__ import annotations

from lxml import etree

from ..reading.xml import WHITE, name
from .blocks import unwrapped
from .renderer import TITLES, Renderer
from .vocabulary import block

CHOICES = ("choix", "branche", "reponse")


@block("questionnaire", "problematiques", "question", "problematique", *CHOICES)
def asked(r: Renderer, node: etree._Element, level: int) -> str:
    """A question and its choices; a choice may hold the next question."""
    inner = level + 1 if any(name(each) in TITLES for each in node) else level
    pieces = [r.text(node.text)]
    choices: list[str] = []

    def end_list() -> None:
        if choices:
            pieces.append(f'<ul class="guide-choices">{"".join(choices)}</ul>')
            choices.clear()

    for each in node:
        if name(each) in CHOICES:
            if written := unwrapped(r.piece(each, inner)):
                choices.append(f"<li>{written}</li>")
        else:
            if name(each):
                end_list()
            pieces.append(r.piece(each, inner))
        if (each.tail or "").strip(WHITE):
            end_list()
            pieces.append(r.text(each.tail))
    end_list()
    body = "".join(pieces)
    return body if name(node) in CHOICES else f'<section class="guide-question"{r.anchor(node)}>{body}</section>'
