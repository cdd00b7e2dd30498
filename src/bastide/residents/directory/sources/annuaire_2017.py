"""Base de données locales of 2017: GeoJSON by département and type, made from XML, and that XML itself.

Whatever came once is an object, twice a list: both are read everywhere. Addresses, hours and communes are of 2017.
Producer: DILA. Licence Ouverte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from lxml import etree

from ..models import Record
from ..words import folded
from .annuaire_shared import accessibility_of, as_list, category_of, hours_of
from .cleaning import contacts_of, day_of, insee_of, phones_of, postcode_of, text_of
from .lines import Line, UnreadableSource
from .points import point_of

_SIGNS = frozenset({"pivotlocal", "codeinsee", "nom", "editeursource", "coordonneesnum", "adresse", "ouverture"})


def _key(name: str) -> str:
    return folded(name).replace(" ", "")


def _plain(value: Any) -> Any:
    """The same, each name without accents and capitals: encodings were mixed more than once on the way."""
    if isinstance(value, Mapping):
        return {_key(str(name)): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def recognises(item: Mapping[str, Any]) -> bool:
    inner = item.get("properties", item)
    if not isinstance(inner, Mapping):
        return False
    names = {_key(str(name)) for name in inner}
    return len(_SIGNS & names) >= 3 and bool(names & {"pivotlocal", "coordonneesnum", "editeursource"})


def line_of(number: int, item: Any) -> Line:
    line = Line(number)
    if not isinstance(item, Mapping) or not isinstance(item.get("properties", item), Mapping):
        line.refuse("not-a-record", _("Ce n’est pas une fiche : un objet était attendu."))
        return line
    told = _plain(item.get("properties", item))
    line.name, line.key = text_of(told.get("nom")), text_of(told.get("id"))
    if not line.name:
        line.refuse("no-name", _("La fiche n’a pas de nom."), "name")
    if not line.key:
        line.refuse("no-key", _("La fiche n’a pas d’identifiant : elle ne pourrait pas être retrouvée."), "key")
    if not line.refusals:
        line.record = _record(told, item.get("geometry"), line)
    return line


def _text(value: Any) -> str:
    """The text of what may have been an element with attributes."""
    if isinstance(value, Mapping):
        return text_of(value.get("text"))
    return text_of(value)


def _record(told: Mapping[str, Any], geometry: Any, line: Line) -> Record:
    addresses = [each for each in as_list(told.get("adresse")) if isinstance(each, Mapping)]
    visit = min(addresses, key=_visiting_order, default={})
    contact = next((each for each in as_list(told.get("coordonneesnum")) if isinstance(each, Mapping)), {})
    place = visit.get("localisation") if isinstance(visit.get("localisation"), Mapping) else {}
    lon, lat = _point(place, geometry, line)
    opening = next((each for each in as_list(told.get("ouverture")) if isinstance(each, Mapping)), {})
    hours, comment = hours_of(_ranges(opening), line)
    pivot = _text(told.get("pivotlocal")) or re.sub(r"-\w{5}-\d+$", "", line.key)
    insee = insee_of(_text(told.get("codeinsee")), line)
    lines = [text for each in as_list(visit.get("ligne")) if (text := _text(each))]
    access = next((each for each in as_list(visit.get("accessibilite")) if each), None)
    sites = [(_text(each), "") for each in as_list(contact.get("url"))]
    emails, websites = contacts_of([_text(each) for each in as_list(contact.get("email"))], sites, line)
    street, complement = _street(lines)
    return Record(
        key=line.key,
        name=line.name,
        category=category_of([pivot], line),
        as_of=day_of(_text(told.get("datemiseajour")), line),
        description=text_of(_text(told.get("commentaire")), line, "description", lines=True) or None,
        complement=complement,
        address=street,
        postcode=postcode_of(_text(visit.get("codepostal")), line),
        city=re.sub(r"(?i)\s+cedex\b.*$", "", _text(visit.get("nomcommune"))),
        insee_code=insee or None,
        lon=lon,
        lat=lat,
        phones=phones_of(((_text(each), "") for each in as_list(contact.get("telephone"))), line),
        emails=emails,
        websites=websites,
        hours=hours,
        hours_comment=comment or None,
        accessibility=accessibility_of(access.get("type") if isinstance(access, Mapping) else access),
        accessibility_note=(text_of(access.get("text")) if isinstance(access, Mapping) else "") or None,
        pivots={pivot: [insee]} if pivot and insee else None,
        extra={
            name: value
            for name, value in (
                ("telecopie", [_text(each) for each in as_list(contact.get("telecopie"))]),
                ("editeur", _text(told.get("editeursource"))),
                ("prestataire", _text(told.get("idpresta"))),
                ("sve", _text(contact.get("sve"))),
                ("cedex", _text(visit.get("nomcommune")) if "cedex" in _text(visit.get("nomcommune")).lower() else ""),
            )
            if value
        },
    )


def _visiting_order(each: Mapping[str, Any]) -> tuple[bool, bool]:
    """One to go to before one to write to, and of these one with a point."""
    return folded(text_of(each.get("type"))) == "postale", not isinstance(each.get("localisation"), Mapping)


def _point(place: Any, geometry: Any, line: Line) -> tuple[float | None, float | None]:
    if isinstance(place, Mapping) and (_text(place.get("longitude")) or _text(place.get("latitude"))):
        return point_of(_text(place.get("longitude")), _text(place.get("latitude")), line)
    pair = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if isinstance(pair, list) and len(pair) >= 2:
        return point_of(pair[0], pair[1], line)
    return None, None


_STREET = re.compile(
    r"(?i)^\W*(?:\d|rue|r\.|avenue|av\.?|place|pl\.?|boulevard|bd|route|rte|chemin|cours|impasse|allee|allée|quai|"
    r"le bourg|bourg|mairie|lieu.?dit|zone|za|zi|zae|square|esplanade|rond.?point|faubourg|fg|cité|cite|résidence)\b"
)


def _street(lines: list[str]) -> tuple[str, str]:
    """Of the lines of an address, the street and the rest in order."""
    if not lines:
        return "", ""
    street = next((each for each in lines if _STREET.match(each)), lines[0])
    rest = list(lines)
    rest.remove(street)
    return street, ", ".join(rest)


def _ranges(opening: Mapping[str, Any]) -> Iterator[tuple[Any, Any, list[tuple[Any, Any]], str]]:
    for each in as_list(opening.get("plagej")):
        if isinstance(each, Mapping):
            spans = [span for span in as_list(each.get("plageh")) if isinstance(span, Mapping)]
            notes = [_text(each.get("commentaire")), _text(each.get("note"))]
            yield (
                each.get("debut"),
                each.get("fin"),
                [(span.get("debut"), span.get("fin")) for span in spans],
                " ".join(filter(None, notes)),
            )


# The XML of it ------------------------------------------------------------------------------------------------------

_MOST_CHILDREN = 2000


def xml_items(path: Path) -> Iterator[dict[str, Any]]:
    """Each `<Organisme>` of a file, as the JSON of 2017 writes it. Raises UnreadableSource; entities are refused."""
    with path.open("rb") as file:
        if b"<!DOCTYPE" in file.read(65536).replace(b"\x00", b""):
            message = _("Ce fichier XML déclare des entités (DOCTYPE) : il est refusé.")
            raise UnreadableSource("entities", message)
        file.seek(0)
        yield from _organisms(file)


def _organisms(file: BinaryIO) -> Iterator[dict[str, Any]]:
    parsed = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth, inside, begun = 0, False, False
    try:
        for event, element in parsed:
            name = _key(etree.QName(element).localname)
            if event == "start":
                depth += 1
                if depth > 60:
                    raise UnreadableSource("too-deep", _("Ce fichier XML est emboîté sans fin : il est refusé."))
                inside = inside or name == "organisme"
                begun = begun or inside
                continue
            depth -= 1
            if name == "organisme":
                inside = False
                told = _element(element)
                yield told if isinstance(told, dict) else {}
            if not inside:
                element.clear()
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError:
        if begun:
            message = _("Le fichier XML est coupé ou abîmé : téléchargez-le à nouveau.")
            raise UnreadableSource("truncated", message, is_cut=True) from None
        raise UnreadableSource("not-xml", _("Ce fichier n’est pas du XML lisible.")) from None
    if not begun:
        message = _("Ce fichier XML ne contient aucun organisme de l’annuaire de l’administration.")
        raise UnreadableSource("unknown", message)


def _element(element: Any) -> Any:
    """Attributes and children by name, those of one name in a list; a bare text for an element that has only that."""
    told: dict[str, Any] = {_key(etree.QName(name).localname): value for name, value in element.attrib.items()}
    text = (element.text or "").strip()
    for child in element[:_MOST_CHILDREN]:
        if not isinstance(child.tag, str):
            continue
        name, value = _key(etree.QName(child).localname), _element(child)
        if name in told:
            told[name] = [*as_list(told[name]), value]
        else:
            told[name] = value
    if not told:
        return text
    if text:
        told["text"] = text
    return told
