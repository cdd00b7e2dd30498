"""The rules of the French extension of Table Schema (`custom_checks`), as the national validator understands them.

Each takes the parameters, the cast values of a row by column, and says what is wrong: (column, sentence) pairs. A cell
that is empty or could not be cast is None: a rule says nothing about what it cannot see, but for those that ask
for a value.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from stdnum.fr import siren, siret

from .values import shown

Row = Mapping[str, Any]
Complaint = tuple[str, str]
Rule = Callable[[Mapping[str, Any], Row], Iterator[Complaint]]

_COMPARISONS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq}
_COMPARED = {
    ">=": "doit être supérieur ou égal à",
    ">": "doit être supérieur à",
    "<=": "doit être inférieur ou égal à",
    "<": "doit être inférieur à",
    "==": "doit être égal à",
}
#: First level of the nomenclature of acts, without accents.
ACTES = frozenset(
    {
        "commande publique",
        "urbanisme",
        "domaine et patrimoine",
        "fonction publique",
        "institutions et vie politique",
        "libertes publiques et pouvoirs de police",
        "finances locales",
        "domaines de competences par themes",
        "autres domaines de competences",
    }
)
#: West, south, east, north: the mainland with Corsica, then overseas.
FRANCE = (
    (-5.6, 41.2, 9.8, 51.3),
    (-63.3, 14.2, -60.7, 18.3),
    (-54.8, 2.0, -51.5, 6.0),
    (55.0, -21.6, 56.0, -20.7),
    (44.9, -13.2, 45.4, -12.5),
    (-56.6, 46.6, -56.0, 47.3),
    (163.0, -23.3, 168.3, -19.0),
    (-155.0, -28.0, -134.0, -7.5),
    (-178.3, -14.5, -176.0, -13.0),
)


def is_in_france(lon: float, lat: float) -> bool:
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in FRANCE)


def _siret(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column = str(params.get("column", ""))
    if (value := row.get(column)) is not None and not siret.is_valid(str(value)):
        message = _("« %s » n’est pas un SIRET : quatorze chiffres, dont la clé doit être juste.")
        yield column, message % shown(value)


def _siren(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column = str(params.get("column", ""))
    if (value := row.get(column)) is not None and not siren.is_valid(str(value)):
        yield column, _("« %s » n’est pas un SIREN : neuf chiffres, dont la clé doit être juste.") % shown(value)


def _year_interval(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column = str(params.get("column", ""))
    if (value := row.get(column)) is None:
        return
    text = str(value)
    if re.fullmatch(r"\d{4}", text) and str(params.get("allow-year-only", "")).lower() in ("yes", "true"):
        return
    if not (found := re.fullmatch(r"(\d{4})/(\d{4})", text)):
        message = _("« %s » n’est ni une année (2026) ni un intervalle (2026/2027).")
        yield column, message % shown(text)
    elif int(found[1]) >= int(found[2]):
        yield column, _("« %s » : la première année doit venir avant la seconde.") % shown(text)


def _cohesive(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column = str(params.get("column", ""))
    columns = [column, *params.get("othercolumns", ())]
    empty = [each for each in columns if row.get(each) is None]
    if empty and len(empty) < len(columns):
        message = _("Ces colonnes se remplissent ensemble ou pas du tout : %(all)s. Il manque : %(empty)s.")
        yield column, message % {"all": ", ".join(columns), "empty": ", ".join(empty)}


def _compare(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column, other, sign = (str(params.get(key, "")) for key in ("column", "column2", "op"))
    left, right = row.get(column), row.get(other)
    if left is None or right is None or sign not in _COMPARISONS:
        return
    try:
        holds = _COMPARISONS[sign](left, right)
    except TypeError:
        holds = _COMPARISONS[sign](str(left), str(right))
    if not holds:
        words = {"column": column, "left": shown(left), "rule": _(_COMPARED[sign]), "other": other}
        words["right"] = shown(right)
        yield column, _("%(column)s (%(left)s) %(rule)s %(other)s (%(right)s).") % words


def _sum(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column, parts = str(params.get("column", "")), list(params.get("columns", ()))
    values = [row.get(each) for each in parts]
    total = row.get(column)
    if total is None or any(value is None for value in values):
        return
    try:
        found = sum(values)  # type: ignore[arg-type]
    except TypeError:
        return
    if found != total:
        words = {"column": column, "total": total, "parts": " + ".join(parts), "found": found}
        yield column, _("%(column)s vaut %(total)s, mais %(parts)s font %(found)s.") % words


def _one_of(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    columns = [str(params[key]) for key in sorted(params) if key.startswith("column")]
    if columns and all(row.get(each) is None for each in columns):
        yield columns[0], _("Au moins une de ces colonnes doit être remplie : %s.") % ", ".join(columns)


def _nomenclature(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column = str(params.get("column", ""))
    if (value := row.get(column)) is None:
        return
    text = str(value)
    if "/" not in text:
        yield column, _("« %s » : la matière s’écrit en deux parties séparées par une barre oblique.") % shown(text)
        return
    first, second = text.split("/", 1)
    if first != first.rstrip() or second != second.lstrip():
        yield column, _("« %s » : pas d’espace autour de la barre oblique.") % shown(text)
    if _plain(first) not in ACTES:
        yield column, _("« %s » n’est pas une matière de la nomenclature des actes.") % shown(first)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", " ".join(text.lower().split()))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _gps(params: Mapping[str, Any], row: Row) -> Iterator[Complaint]:
    column = str(params.get("column", ""))
    value = row.get(column)
    if not isinstance(value, tuple):
        return
    lon, lat = value
    if is_in_france(lon, lat):
        return
    if is_in_france(lat, lon):
        yield column, _("Longitude et latitude sont inversées : la longitude vient d’abord.")
    else:
        yield column, _("Ce point (%(lon)s, %(lat)s) n’est pas en France.") % {"lon": lon, "lat": lat}


#: Rules by their name without "-value".
RULES: dict[str, Rule] = {
    "french-siret": _siret,
    "french-siren": _siren,
    "year-interval": _year_interval,
    "cohesive-columns": _cohesive,
    "compare-columns": _compare,
    "sum-columns": _sum,
    "one-of-required": _one_of,
    "nomenclature-actes": _nomenclature,
    "french-gps-coordinates": _gps,
}
