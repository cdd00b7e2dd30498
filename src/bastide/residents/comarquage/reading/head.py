"""What a document says of itself: its name, its place among the others, when it was verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from .xml import attribute, child, children, is_told, name, text_of

PART, PRO, ASSO = "part", "pro", "asso"
AUDIENCES = (PART, PRO, ASSO)
#: Names of documents: a fiche, a node, a resource.
CODE = re.compile(r"[FNR]\d{1,9}(?:-\d{1,4})?")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def audience_of(words: str) -> str:
    """ "Particuliers" → "part"; "" for a word that names no public we know."""
    word = words.strip().lower()
    if word.startswith("part"):
        return PART
    if word.startswith(("pro", "entre")):
        return PRO
    return ASSO if word.startswith("asso") else ""


def day_of(text: str) -> date | None:
    """The day in "modified 2020-11-12" or "2020-01-01T00:00:00"."""
    found = _DAY.search(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Place:
    """A document named by another: its code and what it is called there."""

    code: str
    title: str
    #: The public it is of, where it says so; "" for that of the document that names it.
    audience: str = ""


@dataclass(frozen=True)
class Group:
    """Fiches under one title, in a dossier or a theme."""

    title: str
    code: str
    members: tuple[Place, ...]


@dataclass(frozen=True)
class Head:
    """A document without its body."""

    code: str
    #: "Publication", "ServiceComplementaire", or the root of an index file.
    root: str
    kind: str
    title: str
    description: str
    audience: str
    verified_on: date | None
    changed_on: date | None
    contributor: str
    coverage: str
    rights: str
    national_url: str
    over_title: str
    targets: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    trail: tuple[Place, ...] = ()
    themes: tuple[Place, ...] = ()
    sub_themes: tuple[Place, ...] = ()
    dossiers: tuple[Place, ...] = ()
    sub_dossiers: tuple[str, ...] = ()
    siblings: tuple[Group, ...] = ()
    acronyms: tuple[str, ...] = ()
    pivots: tuple[str, ...] = field(default=())

    @property
    def letter(self) -> str:
        """F, N, R, or "" for an index file."""
        return self.code[:1] if CODE.fullmatch(self.code) else ""

    @property
    def is_hidden(self) -> bool:
        """Whether it stays out of menus and searches: the questionnaires of the national site."""
        return self.kind.lower().startswith("recherche guid")


def head_of(root: etree._Element, *, code: str = "", audience: str = "") -> Head:
    """The head of a document; `code` and `audience` stand in for what it does not say."""
    told = {name(each): text_of(each) for each in reversed(root) if is_told(each)}
    plain = {name(each): text_of(each) for each in reversed(root) if isinstance(each.tag, str)} | told
    publics = tuple(text_of(each) for each in children(root, "audience"))
    dossier = child(root, "dossierpere")
    title = plain.get("title") or plain.get("titre") or ""
    return Head(
        code=attribute(root, "ID") or plain.get("identifier", "") or code,
        root=etree.QName(root).localname,
        kind=attribute(root, "type") or plain.get("type", ""),
        title=title or attribute(root, "ID") or code,
        description=told.get("description", "") if "title" in told else "",
        audience=audience or _audience(root, publics) or PART,
        verified_on=day_of(plain.get("date", "")) or day_of(attribute(root, "dateMaj", "dateModification")),
        changed_on=day_of(attribute(root, "dateDerniereModificationImportante")),
        contributor=plain.get("contributor", "") or plain.get("creator", ""),
        coverage=plain.get("coverage", ""),
        rights=plain.get("rights", ""),
        national_url=attribute(root, "spUrl"),
        over_title=plain.get("surtitre", ""),
        targets=tuple(text for each in children(root, "cible") if (text := text_of(each))),
        publics=publics,
        trail=tuple(_trail(root)),
        themes=tuple(_named(each) for each in children(root, "theme")),
        sub_themes=tuple(_named(each) for each in children(root, "sousthemepere")),
        dossiers=tuple(_named(each) for each in children(root, "dossierpere")),
        sub_dossiers=tuple(text for each in children(root, "sousdossierpere") if (text := text_of(each))),
        siblings=tuple(_groups(dossier)) if dossier is not None else (),
        acronyms=tuple(_acronyms(root)),
        pivots=tuple(dict.fromkeys(text for each in root.iter("{*}PivotLocal") if (text := text_of(each)))),
    )


def _audience(root: etree._Element, publics: tuple[str, ...]) -> str:
    # The path first: a document that two publics share has the address of one of them in both deliveries.
    first = child(root, "fildariane")
    level = child(first, "niveau") if first is not None else None
    if level is not None and (found := audience_of(attribute(level, "ID"))):
        return found
    for words in attribute(root, "spUrl").split("/"):
        if found := audience_of(words):
            return found
    return next((found for words in publics if (found := audience_of(words))), "")


def public_of(node: etree._Element) -> str:
    """The public that an element says it is of, by its attribute or by its only `Audience`; "" when it does not."""
    if told := audience_of(attribute(node, "audience")):
        return told
    publics = {audience_of(text_of(each)) for each in children(node, "audience")}
    return publics.pop() if len(publics) == 1 else ""


def _title(node: etree._Element) -> str:
    titled = child(node, "titre")
    return text_of(titled if titled is not None else node)


def _named(node: etree._Element) -> Place:
    return Place(attribute(node, "ID", "LienPublication"), _title(node), public_of(node))


def _trail(root: etree._Element) -> Iterator[Place]:
    path = child(root, "fildariane")
    if path is not None:
        yield from (Place(attribute(level, "ID"), text_of(level)) for level in children(path, "niveau"))


def _groups(dossier: etree._Element) -> Iterator[Group]:
    alone = tuple(_named(each) for each in children(dossier, "fiche"))
    if alone:
        yield Group("", "", alone)
    for group in children(dossier, "sousdossier"):
        members = tuple(_named(each) for each in children(group, "fiche"))
        yield Group(_title(group) if child(group, "titre") is not None else "", attribute(group, "ID"), members)


def _acronyms(root: etree._Element) -> Iterator[str]:
    """Short and long forms: "Pacs", "Pacte civil de solidarité"."""
    for each in children(root, "abreviation"):
        for part in (child(each, "titre"), child(each, "texte")):
            if text := text_of(part):
                yield text[:200]
