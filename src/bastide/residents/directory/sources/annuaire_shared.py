"""What the formats of the national directory share: types of services, ranges of hours, accessibility."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ..models import by_annuaire_type
from ..opening import Week, read_minute
from ..words import folded
from .cleaning import text_of
from .lines import Line

PRODUCER = "Direction de l’information légale et administrative"
TITLE = "Annuaire de l’administration et des services publics"
LICENCE = "Licence Ouverte 2.0"

ACCESSIBILITY = {"acc": "accessible", "dem": "on_request", "nac": "not_accessible"}
_DAYS = {
    name: place for place, name in enumerate(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"])
}
#: Old code → the one it has now. Source: MTES-MCT/acceslibre, 2026 (read 2026-11).
ALIASES = {"msap": "france_services", "pole_emploi": "france_travail", "pad": "point_justice"}
#: Where a type that we do not know is put.
OTHER = "public.other"


def as_list(value: Any) -> list[Any]:
    """One thing or several: what came from XML says both alike."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def category_of(types: Iterable[str], line: Line) -> str:
    """Our kind for the first type that has one; the others are said."""
    known = by_annuaire_type()
    types = [each for each in types if each]
    for name in types:
        word = name.strip().lower()
        if found := known.get(word) or known.get(ALIASES.get(word, "")):
            return found
    if types:
        message = _("Le type de service « %s » n’est pas connu : le lieu est rangé dans « Autre service public ».")
        line.remark("unknown-pivot", message % types[0][:60], "category")
    else:
        message = _("La fiche ne dit pas de quel service il s’agit : elle est rangée dans « Autre service public ».")
        line.remark("no-pivot", message, "category")
    return OTHER


def accessibility_of(code: Any) -> str | None:
    return ACCESSIBILITY.get(text_of(code).lower()) if text_of(code) else None


Range = tuple[Any, Any, list[tuple[Any, Any]], str]


def hours_of(ranges: Iterable[Range], line: Line) -> tuple[dict[str, Any] | None, str]:
    """The week of (first day, last day, spans, comment) ranges, and their comments with their days.

    An unreadable or inverted span is left out and said; those that overlap are joined, and said too.
    """
    week, comments, is_told = Week(), [], False
    for first, last, spans, comment in ranges:
        days = _days(first, last, line)
        if comment:
            comments.append(f"{_words(first, last)} : {comment}" if days else comment)
        if days is None:
            continue
        for opens, closes in spans:
            if not text_of(opens) and not text_of(closes):
                continue
            start, end = read_minute(text_of(opens)), read_minute(text_of(closes))
            if start is None or end is None or start >= end:
                message = _(
                    "L’ouverture de « %(opens)s » à « %(closes)s » (%(days)s) n’a pas de sens : laissée de côté."
                )
                words = {"opens": text_of(opens)[:20], "closes": text_of(closes)[:20], "days": _words(first, last)}
                line.remark("hours", message % words, "hours")
                continue
            is_told = True
            week.add(days, start, end)
    if overlaps := week.overlaps():
        message = _("Des ouvertures se chevauchent et ont été réunies : %s.")
        line.remark("hours-overlap", message % ", ".join(overlaps), "hours")
    return (week.as_json() if is_told else None), "\n".join(comments)


def _days(first: Any, last: Any, line: Line) -> list[int] | None:
    names = [folded(text_of(each)) for each in (first, last or first)]
    if any(name not in _DAYS for name in names):
        if any(names):
            message = _("« %s » n’est pas un jour de la semaine : cette ouverture a été laissée de côté.")
            line.remark("hours", message % text_of(first)[:30], "hours")
        return None
    start, end = (_DAYS[name] for name in names)
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _words(first: Any, last: Any) -> str:
    one, other = text_of(first).capitalize(), text_of(last).lower()
    return one if not other or other == one.lower() else f"{one} à {other}"


def joined(*parts: str) -> str:
    """Several texts, one a line, none twice."""
    return "\n".join(dict.fromkeys(part for part in parts if part))
