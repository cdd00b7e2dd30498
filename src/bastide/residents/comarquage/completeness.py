"""Whether a page says all that its document says: whole, in order, as often, in the right kind of element, with its
link, visible without a script. Written apart from the renderer, so that both cannot be wrong together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree, html

_WHITE = re.compile(r"\s+")
_DC = "{http://purl.org/dc/elements/1.1/}"
#: About the document, not of it; the page says what matters of them in its own words.
ABOUT = frozenset((*("Canal", "FilDAriane", "PivotLocal", "SurTitre", "Audience", "Theme", "SousThemePere"), "Cible"))
SIBLINGS = frozenset(("DossierPere", "SousDossierPere"))
LATER = frozenset(("Definition", "Abreviation"))
#: Codes that no reader is shown.
CODES = frozenset(("PivotLocal", "Condition", "SiSelectionne"))
HEADED = frozenset(
    (
        *("Chapitre", "SousChapitre", "Situation", "Cas", "Question", "Problematique", "Branche", "Choix"),
        *("ANoter", "ASavoir", "Attention", "Rappel", "Exemple", "Avertissement", "ServiceEnLigne", "OuSAdresser"),
        *("ServiceEnLigneAnnexe", "OuSAdresserSupport", "Definition", "Abreviation", "SousTheme", "SousDossier"),
        *("Introduction", "Conclusion"),
    )
)
#: Elements whose title, or whose own words, lead to the address of the element.
NAMED_BY_CODE = frozenset(
    (
        *("Fiche", "Dossier", "FicheLiee", "QuestionReponse", "CommentFaireSi", "RechercheGuidee"),
        "ServiceEnLigneAlternatif",
    )
)
NAMED_BY_ADDRESS = frozenset(("Reference", "PourEnSavoirPlus", "Partenaire", "ServiceEnLigne", "NoticeLiee"))
_BLOCK = frozenset(
    ("p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "div", "section")
)


@dataclass(frozen=True)
class Run:
    """A text of the document, and what must hold for it in the page."""

    text: str
    path: str
    in_cell: bool = False
    in_item: bool = False
    in_heading: bool = False
    in_caption: bool = False
    #: The end of the address it leads to; "" for none.
    leads_to: str = ""

    @property
    def bare(self) -> str:
        return _WHITE.sub("", self.text)


@dataclass
class Text:
    """A text of the page."""

    text: str
    tags: tuple[str, ...]
    block: int
    addresses: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass
class Comparison:
    """What is wrong, and the words of the page that are not the document's."""

    runs: int = 0
    complaints: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def runs_of(root: etree._Element) -> list[Run]:
    """The texts of a document in the order in which a page says them: warnings, body, glossary."""
    known = {each.get("ID") for each in root.iter("Definition", "Abreviation", "Chapitre")}
    first: list[Run] = []
    body: list[Run] = []
    last: list[Run] = []
    for each in root:
        called = _local(each)
        if not called or each.tag.startswith(_DC) or called in ABOUT or called in SIBLINGS:
            continue
        if called == "Avertissement":
            first.extend(_texts(each, [], known, last))
        else:
            body.extend(_texts(each, [], known, last))
        if (each.tail or "").strip():
            body.append(Run(each.tail or "", "/"))
    return [*first, *body, *last]


def _texts(
    node: etree._Element, above: list[etree._Element], known: set[str | None], later: list[Run]
) -> Iterator[Run]:
    path = [*above, node]
    if _local(node) in LATER and not any(_local(each) in LATER for each in above):
        # Put aside: the glossary follows the body.
        later.extend(_inside(node, path, known, later))
        return
    yield from _inside(node, path, known, later)


def _inside(
    node: etree._Element, path: list[etree._Element], known: set[str | None], later: list[Run]
) -> Iterator[Run]:
    if _local(node) in CODES:
        return
    if (node.text or "").strip():
        yield _run(node.text or "", path, known)
    for each in node:
        if isinstance(each.tag, str):
            yield from _texts(each, path, known, later)
        if (each.tail or "").strip():
            yield _run(each.tail or "", path, known)


def _run(text: str, path: list[etree._Element], known: set[str | None]) -> Run:
    names = [_local(each) for each in path]
    titled = [place for place, each in enumerate(names) if each == "Titre"]
    owner = names[titled[-1] - 1] if titled and titled[-1] else ""
    return Run(
        text=text,
        path="/".join(names),
        in_cell="Cellule" in names,
        in_item=any(one == "Liste" and other == "Item" for one, other in pairwise(names)),
        in_heading=owner in HEADED,
        in_caption=owner == "Tableau",
        leads_to=_address(path, known),
    )


def _address(path: list[etree._Element], known: set[str | None]) -> str:
    for each in reversed(path):
        called = _local(each)
        if called == "LienExterne":
            return _safe(each.get("URL") or "")
        if called == "LienInterne":
            code = each.get("LienPublication") or ""
            if (each.get("type") or "") in ("Sigle", "Acronyme"):
                return f"#{code}" if code in known else ""
            return f"/{code}"
        if called == "LienIntra":
            code = each.get("LienID") or ""
            return f"#{code}" if code in known else ""
    last, rest = path[-1], path[:-1]
    owner = rest[-1] if _local(last) == "Titre" and rest else last if len(last) == 0 else None
    if owner is None:
        return ""
    if _local(owner) in NAMED_BY_CODE and owner.get("ID"):
        return f"/{owner.get('ID')}"
    if _local(owner) in NAMED_BY_ADDRESS:
        return _safe(owner.get("URL") or "")
    return ""


def _safe(address: str) -> str:
    """Only what a browser opens as a page: no link is better than a script."""
    address = address.strip()
    return address if address.lower().startswith(("http://", "https://", "mailto:")) else ""


def texts_of(main: html.HtmlElement) -> Iterator[Text]:
    """The texts of a page in order."""
    blocks: dict[etree._Element, int] = {}

    def told(text: str, node: etree._Element) -> Text:
        chain = [node, *node.iterancestors()]
        tags = tuple(str(each.tag) for each in chain)
        block = next((each for each in chain if each.tag in _BLOCK), node)
        hidden = any(
            each.get("hidden") is not None
            or "visually-hidden" in (each.get("class") or "")
            or (each.tag == "details" and each.get("open") is None)
            or each.tag in ("script", "style", "template", "noscript")
            for each in chain
        )
        addresses = tuple(str(each.get("href")) for each in chain if each.tag == "a" and each.get("href"))
        return Text(text, tags, blocks.setdefault(block, len(blocks)), addresses, hidden)

    def walk(node: etree._Element) -> Iterator[Text]:
        if isinstance(node.tag, str):
            if (node.text or "").strip():
                yield told(node.text or "", node)
            for each in node:
                yield from walk(each)
                if (each.tail or "").strip():
                    yield told(each.tail or "", node)

    yield from walk(main)


def compare(root: etree._Element, page: str) -> Comparison:
    """What the page of a document lacks or has in the wrong place.

    What stands before and beside the State's words (`guide-body`) is ours: a word of it does not count for theirs.
    """
    found = Comparison()
    main = html.fromstring(page)
    bodies = [each for each in main.iter() if "guide-body" in (each.get("class") or "").split()] or [main]
    texts = [each for body in bodies for each in texts_of(body)]
    stream = "".join(_WHITE.sub("", each.text) for each in texts)
    owner: list[int] = []
    for place, each in enumerate(texts):
        owner.extend([place] * len(_WHITE.sub("", each.text)))
    at = 0
    for run in runs_of(root):
        found.runs += 1
        place = stream.find(run.bare, at)
        if place < 0:
            found.complaints.append(f"lost or out of order: {run.path}: {run.text.strip()[:80]!r}")
            continue
        if place > at:
            found.added.append(stream[at:place])
        at = place + len(run.bare)
        found.complaints += [
            f"{wrong}: {run.path}: {run.text.strip()[:80]!r}" for wrong in _wrongs(run, texts, owner, place)
        ]
    if at < len(stream):
        found.added.append(stream[at:])
    return found


def _wrongs(run: Run, texts: list[Text], owner: list[int], place: int) -> Iterator[str]:
    mine = [texts[each] for each in sorted(set(owner[place : place + len(run.bare)]))]
    if len({each.block for each in mine}) > 1:
        yield "cut in two"
    for each in mine:
        tags = set(each.tags)
        if each.is_hidden:
            yield "hidden"
        if run.in_cell and not tags & {"td", "th"}:
            yield "not in a cell"
        if run.in_item and "li" not in tags:
            yield "not in an item"
        if run.in_heading and not tags & {"h1", "h2", "h3", "h4", "h5", "h6"}:
            yield "not in a heading"
        if run.in_caption and "caption" not in tags:
            yield "not in a caption"
        if run.leads_to and not any(address.endswith(run.leads_to) for address in each.addresses):
            yield f"does not lead to {run.leads_to}"
