"""Blocks of the demonstration's pages, in the form in which a page stores them."""

from __future__ import annotations

from typing import Any

Block = tuple[str, Any]
PageWords = tuple[str, str, str, list[Block]]
SectionWords = tuple[str, str, str, str, list[Block], list[PageWords]]

INVENTED: Block = (
    "text",
    "<p><i>Texte inventé pour la démonstration : ne vous y fiez pas pour vos démarches.</i></p>",
)


def text(words: str) -> Block:
    return "text", words


def faq(title: str, *pairs: tuple[str, str]) -> Block:
    questions = [{"question": question, "answer": f"<p>{answer}</p>"} for question, answer in pairs]
    return "faq", {"title": title, "questions": questions}


def figures(title: str, source: str, *pairs: tuple[str, str]) -> Block:
    rows = [{"value": value, "label": label} for value, label in pairs]
    return "figures", {"title": title, "figures": rows, "source": source}


def table(caption: str, headings: list[tuple[str, str]], *rows: list[str]) -> Block:
    columns = [{"type": kind, "heading": heading} for heading, kind in headings]
    cells = {"columns": columns, "rows": [{"values": row} for row in rows], "caption": ""}
    return "table", {"caption": caption, "table": cells, "source": "Exemple inventé"}


def call(title: str, words: str, label: str, address: str) -> Block:
    """`address` is a path of the portal."""
    return "call_to_action", {
        "title": title,
        "text": words,
        "label": label,
        "link": {"page": None, "address": address},
    }


def quote(words: str, author: str) -> Block:
    return "quote", {"words": words, "author": author, "source": "Témoignage inventé"}


def map_of(title: str, layer: str, words: str) -> Block:
    return "map", {"title": title, "layer": layer, "text": words}


def video(title: str, words: str) -> Block:
    return "video", {
        "title": title,
        "film": None,
        "captions": None,
        "is_silent": False,
        "cover": None,
        "address": "https://video.example/w/exemple-de-film",
        "transcript": f"<p>{words}</p>",
    }
