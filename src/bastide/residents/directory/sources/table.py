"""A table of places with its own columns: CSV, workbook, JSON list of flat objects, GeoJSON; read by a mapping."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bastide.data.opendata.queries import is_in_france, mednum_words

from ..models import PAPI, Record
from ..words import folded
from .cleaning import contacts_of, day_of, insee_of, phones_of, postcode_of, siret_of, text_of, yes_or_no
from .kinds import kind_of
from .lines import Line
from .mapping import ColumnMapping
from .mednum import SERVICES
from .points import number_of, pair_of, point_of
from .standard_columns import opening_of

TITLE = "Tableau de lieux"
#: Where a row without any kind goes when the mapping names none.
UNKNOWN_KIND = "public.other"


def line_of(number: int, row: Mapping[str, Any], mapping: ColumnMapping) -> Line | None:
    """None for a row that the mapping passes over."""
    for column, skipped in mapping.skip.items():
        if folded(text_of(row.get(column))) in {folded(word) for word in skipped}:
            return None

    def told(name: str, join: str = " ") -> str:
        parts = [text_of(row.get(column)) for column in mapping.fields.get(name, ())]
        return join.join(part for part in parts if part)

    line = Line(number, name=text_of(told("name"), None))
    line.name = text_of(told("name"), line, "name")
    if not line.name:
        line.refuse("no-name", _("La ligne n’a pas de nom."), "name")
        return line
    address = _address(told, line)
    line.key = told("key", "-")[:120]
    if not line.key:
        line.key, line.is_key_made = _made_key(line.name, address), True
    kind = told("category", " / ")
    siret = siret_of(told("siret"), line)
    category = _kind(kind, siret, line, mapping)
    lon, lat = _point(row, told, mapping, line)
    if not any(address.values()) and lon is None:
        line.refuse(
            "nowhere", _("La ligne ne dit pas où est le lieu : ni adresse, ni commune, ni coordonnées."), "address"
        )
        return line
    emails, websites = contacts_of([told("emails", "|")], [(told("websites", "|"), "")], line)
    opening = "\n".join(text_of(row.get(each), None, lines=True) for each in mapping.fields.get("hours", ()))
    written = opening_of(text_of(opening, line, "hours", lines=True), line)
    descriptions = [
        text_of(row.get(each), line, "description", lines=True) for each in mapping.fields.get("description", ())
    ]
    comment = told("hours_comment")
    line.record = Record(
        key=line.key,
        name=line.name,
        category=category,
        as_of=day_of(told("as_of"), line),
        summary=text_of(told("summary"), line, "summary") or None,
        description="\n".join(part for part in descriptions if part) or None,
        complement=told("complement", ", ") or None,
        lon=lon,
        lat=lat,
        phones=phones_of([(told("phones", " / "), "")], line) or None,
        emails=emails or None,
        websites=websites or None,
        hours=written.hours,
        periods=written.periods or None,
        hours_comment="\n".join(part for part in (written.comment, comment) if part) or None,
        accessibility=_accessibility(told("accessibility")),
        siret=siret or None,
        papi=_papi(told("services", "|"), told("equipment", "|"), category) or None,
        extra=_rest(row, kind, mapping),
        **address,
    )
    return line


def unknown_words(rows: Iterable[tuple[int, Mapping[str, Any]]], mapping: ColumnMapping) -> Iterator[str]:
    """What the columns of the kind say, row by row, where neither we nor the mapping know which kind it means."""
    said = {folded(word) for word in mapping.kinds}
    known: dict[str, bool] = {}
    for _number, row in rows:
        parts = [text_of(row.get(column)) for column in mapping.fields.get("category", ())]
        text = " / ".join(part for part in parts if part)
        if text and text not in known:
            known[text] = folded(text) in said or bool(kind_of(text))
        if text and not known[text]:
            yield text[:160]


def _made_key(name: str, address: Mapping[str, Any]) -> str:
    """A number for rows that have none: the same as long as name and place stay."""
    words = folded(" ".join([name, *(address[each] or "" for each in ("address", "postcode", "city", "insee_code"))]))
    return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()[:16]


_WHOLE = re.compile(r"^(.*?)[\s,;–-]*\b(\d{5})\b[\s,–-]*(.*)$", re.DOTALL)


def _address(told: Any, line: Line) -> dict[str, Any]:
    street, postcode, city = told("address"), told("postcode"), told("city")
    whole = told("full_address") or (street if not postcode and _WHOLE.match(street) else "")
    if whole and (found := _WHOLE.match(whole)):
        street = found[1].strip(" ,;-–")
        postcode = postcode or found[2]
        city = city or found[3].strip(" ,;-–")
    elif whole:
        street = street or whole
    return {
        "address": street or None,
        "postcode": postcode_of(postcode, line) or None,
        "city": re.sub(r"(?i)\s+cedex\b.*$", "", city) or None,
        "insee_code": insee_of(told("insee_code"), line) or None,
    }


#: SIREN of bodies whose places are all of one kind.
_BODIES = {"356000000": "public.post"}


def _rest(row: Mapping[str, Any], kind: str, mapping: ColumnMapping) -> dict[str, Any]:
    """What the row says besides: nothing of a file is lost."""
    used = {column for columns in mapping.fields.values() for column in columns}
    rest = {
        text_of(name)[:80]: text[:500] for name, value in row.items() if name not in used and (text := text_of(value))
    }
    told: dict[str, Any] = {"genre": kind} if kind else {}
    return told | ({"colonnes": dict(list(rest.items())[:60])} if rest else {})


def _kind(text: str, siret: str, line: Line, mapping: ColumnMapping) -> str:
    by_fold = {folded(word): code for word, code in mapping.kinds.items() if code}
    if found := by_fold.get(folded(text)) or kind_of(text):
        return found
    if mapping.category:
        return mapping.category
    if found := _BODIES.get(siret[:9], "") or kind_of(line.name):
        return found
    message = _("Aucun mot ne dit le genre de ce lieu%s : il est rangé dans « Autre service public ».")
    line.remark("category", message % (f" (« {text[:40]} »)" if text else ""), "category")
    return UNKNOWN_KIND


def _point(row: Mapping[str, Any], told: Any, mapping: ColumnMapping, line: Line) -> tuple[float | None, float | None]:
    if mapping.fields.get("lon") and mapping.fields.get("lat"):
        return point_of(told("lon"), told("lat"), line)
    text = told("point", ", ")
    if not text:
        return None, None
    x, y = pair_of(text)
    east, north = number_of(x), number_of(y)
    if east is not None and north is not None and is_in_france(north, east) and not is_in_france(east, north):
        # "44.85, 0.48": latitude first is how people write a pair, not a fault.
        x, y = y, x
    return point_of(x, y, line)


def _accessibility(text: str) -> str | None:
    if not text:
        return None
    plain = folded(text)
    if plain in ("acc", "accessible", "totale", "total", "complete", "pmr") or yes_or_no(text):
        return "accessible"
    if plain in ("dem", "sur demande", "partielle", "partiel"):
        return "on_request"
    if plain in ("nac", "non accessible", "inaccessible") or yes_or_no(text) is False:
        return "not_accessible"
    return None


def _papi(services: str, equipment: str, category: str) -> dict[str, Any]:
    """What one finds at a public access point; of other kinds nothing is kept of it."""
    if category != PAPI or not (services or equipment):
        return {}
    by_fold = {folded(each): each for each in mednum_words.SERVICES}
    found: dict[str, None] = {}
    activities = []
    for part in re.split(r"\s*[|;]\s*|\s+/\s+|\s*,\s+(?=[A-ZÉÈÀ])", services):
        if word := by_fold.get(folded(part), SERVICES.get(folded(part))):
            found[word] = None
        elif part:
            activities.append(part[:200])
    things = [part[:200] for part in re.split(r"\s*[|;]\s*|\s+/\s+|\s*,\s+", equipment) if part]
    told = {"services": list(found), "activities": activities, "equipment": things}
    return {name: value for name, value in told.items() if value}
