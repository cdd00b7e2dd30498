"""The body of a document: chapters, situations, cases, lists, call-outs."""

from __future__ import annotations

from lxml import etree

from ..reading.xml import attribute, name
from .renderer import NOTE, TITLES, Renderer, safe_address
from .vocabulary import block


@block(*TITLES)
def title(r: Renderer, node: etree._Element, level: int) -> str:
    """A title heads what follows, so that it is one level above it; see `Renderer.titled`."""
    return r.heading(node, max(2, level - 1))


@block("titrealternatif", "intitulesiselectionne", "titrechoix")
def other_title(r: Renderer, node: etree._Element, level: int) -> str:
    """The same title said to a person who answered a question."""
    return r.flow(node, level, ('<p class="guide-aside">', "</p>"))


@block("titreflottant", "soustitre")
def floating_title(r: Renderer, node: etree._Element, level: int) -> str:
    """A title between paragraphs, which nothing encloses."""
    return r.heading(node, level)


def _section(r: Renderer, node: etree._Element, level: int, kind: str) -> str:
    return f'<section class="{kind}"{r.anchor(node)}>{r.titled(node, level)}</section>'


@block("chapitre", "souschapitre", "conclusion")
def chapter(r: Renderer, node: etree._Element, level: int) -> str:
    kind = {"pieces": "guide-part guide-part--papers", "important": "guide-part guide-part--important"}
    return _section(r, node, level, kind.get(attribute(node, "type").lower(), "guide-part"))


@block("introduction")
def introduction(r: Renderer, node: etree._Element, level: int) -> str:
    return f'<div class="guide-lead">{r.titled(node, level)}</div>'


@block("listesituations", "bloccas")
def cases(r: Renderer, node: etree._Element, level: int) -> str:
    """Situations or cases one after another under their headings; a script may make tabs of them."""
    shown = attribute(node, "affichage").lower()
    kind = "tabs" if shown == "onglet" else "choice" if shown == "radio" else "plain"
    return f'<div class="guide-cases" data-cases="{kind}">{r.titled(node, level)}</div>'


@block("situation", "cas")
def case(r: Renderer, node: etree._Element, level: int) -> str:
    return _section(r, node, level, "guide-case")


#: Call-outs, and what they are called when they do not say it.
CALL_OUTS = {
    "anoter": ("info", "À noter"),
    "asavoir": ("info", "À savoir"),
    "attention": ("warning", "Attention"),
    "rappel": ("info", "Rappel"),
    "exemple": ("plain", "Exemple"),
    "aide": ("plain", ""),
    "informationcomplementaire": ("info", ""),
    "avertissement": ("warning", ""),
}


@block(*CALL_OUTS)
def call_out(r: Renderer, node: etree._Element, level: int) -> str:
    tone, default = CALL_OUTS[name(node)]
    body = r.titled(node, level)
    if not body:
        return ""
    own = "" if not default or any(name(each) in TITLES for each in node) else f'<p class="notice__title">{default}</p>'
    address = r.link(address, address) if (address := safe_address(attribute(node, "URL"))) else ""
    kind = f"notice tone-{tone}" if tone != "plain" else "guide-box"
    more = f"<p>{address}</p>" if address else ""
    return f'<div class="{kind}"{r.anchor(node)}>{own}{body}{more}</div>'


@block("liste")
def bullets(r: Renderer, node: etree._Element, level: int) -> str:
    kind = attribute(node, "type").lower()
    tag = "ol" if kind.startswith(("num", "ordon")) else "ul"
    attributes = ' class="guide-checklist"' if kind == "caseacocher" else ""
    pieces: list[str] = []
    items: list[str] = []

    def add(inner: str, anchor: str = "") -> None:
        if inner:
            items.append(f"<li{anchor}>{inner}</li>")

    def end_list() -> None:
        if items:
            pieces.append(f"<{tag}{attributes}>{''.join(items)}</{tag}>")
            items.clear()

    add(unwrapped(r.text(node.text)))
    for each in node:
        if name(each) in ("item", "element", "puce"):
            add(unwrapped(r.titled(each, level)), r.anchor(each))
        elif name(each) in TITLES:
            end_list()
            pieces.append(r.heading(each, level))
        else:
            add(unwrapped(r.piece(each, level)))
        add(unwrapped(r.text(each.tail)))
    end_list()
    return "".join(pieces)


@block("item", "element", "puce")
def stray_item(r: Renderer, node: etree._Element, level: int) -> str:
    """An item outside of a list."""
    inner = unwrapped(r.titled(node, level))
    return f"<ul><li>{inner}</li></ul>" if inner else ""


def unwrapped(inner: str) -> str:
    """A single paragraph without its tags: what a list's item mostly is."""
    if inner.startswith("<p>") and inner.endswith("</p>") and inner.count("<p") == 1:
        return inner[3:-4]
    return inner


@block("complement")
def complement(r: Renderer, node: etree._Element, level: int) -> str:
    if any(name(each) in TITLES for each in node):
        return f'<div class="guide-box">{r.titled(node, level)}</div>'
    return r.flow(node, level, NOTE)


@block("resume", "legende", "credits", "description", "commentaire", "source", "cible", "audience", "surtitre")
def small_words(r: Renderer, node: etree._Element, level: int) -> str:
    return r.flow(node, level, NOTE)


@block("definition", "abreviation")
def defined_later(r: Renderer, node: etree._Element, level: int) -> str:
    """Said once, after the body."""
    r.deferred.append(node)
    return ""


def definition(r: Renderer, node: etree._Element, level: int) -> str:
    """A word of the glossary or an acronym, in its place."""
    return f'<section class="guide-definition"{r.anchor(node)}>{r.titled(node, level)}</section>'


@block("groupe")
def group(r: Renderer, node: etree._Element, level: int) -> str:
    return _section(r, node, level, "guide-part")
