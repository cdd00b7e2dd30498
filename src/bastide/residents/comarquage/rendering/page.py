"""A whole document: what comes first, the body, what follows it in groups, the glossary once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from ..reading.head import Head, head_of
from ..reading.xml import WHITE, is_told, name, text_of
from .blocks import definition
from .contacts import CONTACTS
from .references import ITEMS, items, listed
from .renderer import Links, Renderer
from .vocabulary import is_known

#: Said by the head of the page, or by its side.
TOLD = frozenset(
    (
        *("title", "creator", "subject", "description", "publisher", "contributor", "date", "type", "format"),
        *("identifier", "source", "language", "relation", "coverage", "rights"),
    )
)
HEAD = frozenset(
    (
        *("surtitre", "audience", "canal", "fildariane", "theme", "sousthemepere", "dossierpere", "sousdossierpere"),
        *("cible", "pivotlocal"),
    )
)
#: Elements at the end of a document that stand in one group under one heading.
GROUPS = {
    "voiraussi": "Voir aussi",
    "quipeutmaider": "Qui peut m’aider ?",
    "ousadresser": "Où s’adresser ?",
    "ousadressersupport": "Besoin d’aide ?",
    "reference": "Textes de référence",
    "serviceenligne": "Démarches en ligne et formulaires",
    "serviceenligneannexe": "Documents annexes",
    "serviceenlignealternatif": "Autres façons de faire",
    "noticeliee": "Notices",
    "pourensavoirplus": "Pour en savoir plus",
    "questionreponse": "Questions et réponses",
    "commentfairesi": "Comment faire si…",
    "partenaire": "Partenaires",
    "actualite": "Actualités",
    "ficheliee": "Guides liés",
    "ficheconnexe": "Guides liés",
    "dossier": "Dossiers",
    "fiche": "Guides",
    "lienexternecommente": "Sur d’autres sites",
    "informationcomplementaire": "Informations complémentaires",
}
GLOSSARY = "Définitions"
#: In a dossier they are what one came for: no heading of ours above them.
_OWN_CONTENT = {"N": ("fiche", "dossier", "sousdossier", "soustheme")}
Local = Callable[[etree._Element, int], str]


@dataclass
class Rendered:
    """A document as HTML that may stand in a page as it is."""

    head: Head
    warnings: str
    body: str
    glossary: str
    #: Names of elements without a rule, and how often; their words are in the page all the same.
    unknown: dict[str, int] = field(default_factory=dict)


def render(
    root: etree._Element,
    *,
    links: Links,
    head: Head | None = None,
    local: Local | None = None,
    local_service: Callable[[etree._Element], str] | None = None,
) -> Rendered:
    """The whole document. `local` writes what a commune answers to a contact, `local_service` beside a service."""
    head = head or head_of(root)
    r = Renderer(root, audience=head.audience, links=links)
    if local is not None:
        r.local = local
    if local_service is not None:
        r.local_service = local_service
    if not is_known(name(root)) and name(root) not in _ROOTS:
        r.unknown[str(root.tag)] += 1
    warnings = "".join(r.piece(each, 2) for each in root if name(each) == "avertissement")
    body = _described(head, root) + _body(r, root, head)
    glossary = "".join(definition(r, each, 3) for each in r.deferred)
    return Rendered(head, warnings, body, glossary, dict(r.unknown))


_ROOTS = frozenset(
    (
        *("publication", "servicecomplementaire", "servicesenligne", "questionsreponses", "commentfairesi"),
        *("centresdecontact", "redirections", "actualites", "index", "arborescence", "menu"),
    )
)


_TEXTS = frozenset(("introduction", "texte", "listesituations", "conclusion"))


def _described(head: Head, root: etree._Element) -> str:
    """The teaser of a service that has no text; that of a theme is a list of what stands below."""
    if head.letter != "R" or any(name(each) in _TEXTS for each in root) or not head.description:
        return ""
    if head.description.casefold() == head.title.casefold():
        return ""
    description = next((each for each in root if name(each) == "description" and is_told(each)), None)
    return f'<p class="lead">{_escaped(text_of(description))}</p>' if description is not None else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _body(r: Renderer, root: etree._Element, head: Head) -> str:
    if name(root) in ("menu", "arborescence", "racine"):
        return r.piece(root, 2)
    pieces: list[str] = [r.text(root.text)]
    waiting: list[etree._Element] = []

    def end_group() -> None:
        if waiting:
            pieces.append(_group(r, waiting, head))
            waiting.clear()

    for each in root:
        called = name(each)
        if _is_head(each, root) or called == "avertissement":
            pass
        elif called in GROUPS:
            if waiting and name(waiting[0]) != called:
                end_group()
            waiting.append(each)
        elif called in ("rechercheguidee", "rechercheguideepere"):
            # A tool of the national site: said, but not first.
            end_group()
            pieces.append(f'<div class="note">{r.piece(each, 2)}</div>')
        elif called not in ("definition", "abreviation"):
            end_group()
            pieces.append(r.piece(each, 2))
        else:
            r.piece(each, 2)
        if (each.tail or "").strip(WHITE):
            end_group()
            pieces.append(r.text(each.tail))
    end_group()
    return "".join(pieces)


def _is_head(node: etree._Element, root: etree._Element) -> bool:
    """Whether an element belongs to the head: in an index file the same names are its content."""
    if name(root) not in ("publication", "servicecomplementaire"):
        return False
    return name(node) in HEAD or (name(node) in TOLD and is_told(node))


def _group(r: Renderer, nodes: list[etree._Element], head: Head) -> str:
    called = name(nodes[0])
    if called in _OWN_CONTENT.get(head.letter, ()):
        return items(r, nodes)
    if called in ITEMS:
        inner = items(r, nodes)
    elif called in ("voiraussi", "quipeutmaider"):
        inner = "".join(listed(r, each, 3) for each in nodes)
    else:
        inner = "".join(r.piece(each, 3) for each in nodes)
    kind = " guide-tail--contacts" if called in CONTACTS else ""
    return f'<section class="guide-tail{kind}"><h2>{GROUPS[called]}</h2>{inner}</section>' if inner else ""
