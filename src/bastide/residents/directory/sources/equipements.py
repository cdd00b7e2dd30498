"""SCDL « Équipements collectifs publics » 0.1.5. Producer: the body that publishes the file. Licence Ouverte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..models import CATEGORIES, Record
from ..words import folded
from .cleaning import contacts_of, insee_of, phones_of, postcode_of, siret_of, text_of
from .kinds import kind_of
from .lines import Line
from .points import point_of
from .standard_columns import hours_fields, opening_of, said

TITLE = "Équipements collectifs publics"
LICENCE = "Licence Ouverte 2.0"

_NEEDED = frozenset({"EQUIP_NOM", "EQUIP_UID", "EQUIP_TYPE", "EQUIP_THEME", "EQUIP_LAT", "EQUIP_LONG", "EQUIP_CODE"})
#: Family of the schema, folded → our kind when nothing says more.
_THEMES = {
    "equipement administratif": "public.other",
    "equipement de justice": "public.justice",
    "equipement sanitaire": "health.centre",
    "equipement social et d animation": "leisure.hall",
    "equipement sportif et de loisirs": "leisure.sport",
    "equipement d enseignement": "education.primary_school",
    "equipement cultuel": "worship.place",
    "equipement culturel": "culture.venue",
    "equipement de mobilite": "mobility.station",
    "autre equipement": "public.other",
}


def recognises(columns: frozenset[str]) -> bool:
    return len({name.upper() for name in columns} & _NEEDED) >= 4


def line_of(number: int, row: Mapping[str, Any]) -> Line:
    told = {name.strip().upper(): value for name, value in row.items()}
    line = Line(number, name=text_of(told.get("EQUIP_NOM")) or text_of(told.get("EQUIP_TYPE")))
    line.key = text_of(told.get("EQUIP_UID")) or text_of(told.get("EQUIP_CODE"))
    if not line.name:
        line.refuse("no-name", _("La fiche n’a pas de nom."), "name")
    if not line.key:
        line.refuse("no-key", _("La fiche n’a pas d’identifiant : elle ne pourrait pas être retrouvée."), "key")
    if not line.refusals:
        line.record = _record(told, line)
    return line


def _record(told: Mapping[str, Any], line: Line) -> Record:
    lon, lat = point_of(told.get("EQUIP_LONG"), told.get("EQUIP_LAT"), line)
    emails, websites = contacts_of([told.get("EQUIP_EMAIL")], [(told.get("EQUIP_WEB"), "")], line)
    written = opening_of(text_of(told.get("EQUIP_OUVERTURE")), line)
    number, street = text_of(told.get("ADR_NUMERO")), text_of(told.get("ADR_NOMVOIE"))
    insee = insee_of(line.key[:5], line) if re.match(r"[0-9AB]{5}-", line.key) else ""
    interop = text_of(told.get("ADR_CLE_INTEROP"))
    if not insee and re.match(r"[0-9AB]{5}_", interop):
        insee = insee_of(interop[:5], line)
    return Record(
        key=line.key,
        name=line.name,
        category=_category(told, line),
        address=" ".join(part for part in ("" if number in ("0", "99999") else number, street) if part) or None,
        postcode=postcode_of(told.get("ADR_CODEPOSTAL"), line) or None,
        city=text_of(told.get("ADR_COMMUNE")) or None,
        insee_code=insee or None,
        lon=lon,
        lat=lat,
        phones=phones_of([(told.get("EQUIP_TEL"), "")], line) or None,
        emails=emails or None,
        websites=websites or None,
        **hours_fields(written),
        extra=said(
            collectivite=text_of(told.get("COLL_NOM")),
            collectivite_siret=siret_of(told.get("COLL_SIRET"), line),
            equip_code=text_of(told.get("EQUIP_CODE")),
            equip_type=text_of(told.get("EQUIP_TYPE")),
            equip_theme=text_of(told.get("EQUIP_THEME")),
            cle_interop=interop,
            erp_id=text_of(told.get("ERP_ID")),
            erp_type=text_of(told.get("ERP_TYPE")),
            erp_categorie=text_of(told.get("ERP_CATEGORIE")),
        ),
    )


def _category(told: Mapping[str, Any], line: Line) -> str:
    """By our own code when the file is one of ours, else by the type, the name, the family."""
    theme = text_of(told.get("EQUIP_THEME"))
    kind = text_of(told.get("EQUIP_TYPE"))
    for each in CATEGORIES.values():
        if str(each.label) == kind and each.theme == theme:
            return each.code
    found = kind_of(kind) or kind_of(line.name)
    if found:
        return found
    found = _THEMES.get(folded(theme), "")
    label = CATEGORIES[found or "public.other"].label
    message = _("« %(type)s » n’est pas un genre connu : le lieu est rangé dans « %(label)s ».")
    line.remark("category", message % {"type": (kind or theme)[:60], "label": label}, "category")
    return found or "public.other"
