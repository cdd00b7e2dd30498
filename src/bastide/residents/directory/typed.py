"""Hours, periods and rounds as people type them, and back: "8 h 30 – 12 h, 14 h – 17 h"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bastide.core.territory.models import DAY_NAMES, DAYS, HoursError, Span

from .models import RoundStop
from .values import UnusableValue

#: What means that nothing opens.
CLOSED = "fermé"
_HOUR = r"(\d{1,2})\s*(?:h|:|heures?)(?:\s*(\d{2})(?!\s*(?:h|:|\d)))?"
_SPAN = re.compile(rf"(?:de\s+)?{_HOUR}\s*(?:-|–|—|à|jusqu’à)\s*{_HOUR}", re.I)
_DATE = r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?"
_PERIOD = re.compile(rf"(?:du\s+|le\s+)?{_DATE}(?:\s*(?:-|–|au)\s*{_DATE})?\s*:?\s*(.*)", re.I)
_WEEKS = {
    RoundStop.Weeks.ODD: ("impaire",),
    RoundStop.Weeks.EVEN: ("paire",),
    RoundStop.Weeks.FIRST: ("premier", "1er"),
    RoundStop.Weeks.SECOND: ("deuxième", "2e"),
    RoundStop.Weeks.THIRD: ("troisième", "3e"),
    RoundStop.Weeks.FOURTH: ("quatrième", "4e"),
    RoundStop.Weeks.FIFTH: ("cinquième", "5e"),
}


def spans_of(text: str) -> list[list[str]]:
    """Raises UnusableValue for what is no hours; nothing and "fermé" are no span."""
    plain = " ".join(text.replace("\u202f", " ").replace("\xa0", " ").lower().split())
    if not plain or plain.startswith(CLOSED):
        return []
    found, left = [], plain
    for match in _SPAN.finditer(plain):
        first, first_minutes, last, last_minutes = match.groups()
        try:
            span = Span.parse(f"{first}:{first_minutes or '00'}", f"{last}:{last_minutes or '00'}")
        except HoursError as error:
            raise UnusableValue(str(error)) from error
        found.append(span.as_json())
        left = left.replace(match.group(), "", 1)
    if not found or re.sub(r"[\s,;/]|\bet\b|puis", "", left):
        raise UnusableValue(_("Écrivez par exemple : 8 h 30 – 12 h, 14 h – 17 h. Laissez vide quand c’est fermé."))
    return found


def spans_text(spans: Sequence[Sequence[str]]) -> str:
    """ "8 h 30 – 12 h, 14 h – 17 h"."""
    return ", ".join(str(Span.parse(opens, closes)).replace("\xa0", " ") for opens, closes in spans)


def period_of(line: str, today: date) -> dict[str, Any]:
    """ "14/07/2026 – 31/08/2026 : fermé (congés)"; without a year it holds every year. Raises UnusableValue."""
    match = _PERIOD.fullmatch(" ".join(line.split()))
    if match is None:
        raise UnusableValue(_("Écrivez par exemple : 14/07/2026 – 31/08/2026 : fermé (congés)."))
    day, month, year, last_day, last_month, last_year, rest = match.groups()
    yearly = year is None
    try:
        starts_on = date(int(year or today.year), int(month), int(day))
        ends_on = starts_on
        if last_day:
            ends_on = date(int(last_year or year or today.year), int(last_month), int(last_day))
    except ValueError:
        raise UnusableValue(_("Cette date n’existe pas : « %(line)s ».") % {"line": line[:60]}) from None
    reason = ""
    if noted := re.search(r"\(([^)]*)\)\s*$", rest):
        reason, rest = noted[1], rest[: noted.start()]
    spans = spans_of(rest.strip() or CLOSED)
    told: dict[str, Any] = {
        "from": starts_on.isoformat(),
        "to": ends_on.isoformat(),
        "hours": dict.fromkeys(DAYS, spans) if spans else {},
        "reason": reason,
    }
    return told | ({"yearly": True} if yearly else {})


def period_line(told: Mapping[str, Any]) -> str:
    """The line that says a period; one whose days differ says so in words, and is kept when its line is."""
    form = "%d/%m" if told.get("yearly") else "%d/%m/%Y"
    first, last = (date.fromisoformat(told[name]).strftime(form) for name in ("from", "to"))
    days = first if first == last else f"{first} – {last}"
    week = told.get("hours") or {}
    different = {tuple(map(tuple, spans)) for spans in week.values()}
    if not week:
        words = CLOSED
    elif len(different) == 1 and len(week) == len(DAYS):
        words = spans_text(next(iter(week.values())))
    else:
        words = " ; ".join(f"{DAY_NAMES[DAYS.index(day)]} {spans_text(spans)}" for day, spans in week.items())
    return f"{days} : {words}" + (f" ({told['reason']})" if told.get("reason") else "")


def stop_of(line: str, insee_code_of: Callable[[str], str]) -> dict[str, Any]:
    """ "lundi et jeudi, semaines impaires, 9 h 30 – 12 h, place de la mairie, Eymet". Raises UnusableValue."""
    pieces = [piece.strip() for piece in line.split(",") if piece.strip()]
    days: list[str] = []
    weeks, code = str(RoundStop.Weeks.EVERY), ""
    spans: list[list[str]] = []
    where: list[str] = []
    for number, piece in enumerate(pieces):
        small = piece.lower()
        named = [day for day, name in zip(DAYS, DAY_NAMES, strict=True) if str(name) in small]
        rhythm = next((each for each, words in _WEEKS.items() if any(word in small for word in words)), None)
        if named and not days:
            days = named
            weeks = str(rhythm or weeks)
        elif rhythm and not spans:
            weeks = str(rhythm)
        elif _SPAN.search(small) and not spans:
            spans = spans_of(piece)
        elif number == len(pieces) - 1 and spans and (code := insee_code_of(piece)):
            continue
        else:
            where.append(piece)
    if not days or not spans:
        raise UnusableValue(
            _("Écrivez par exemple : lundi, semaines impaires, 9 h 30 – 12 h, place de la mairie, Eymet.")
        )
    return {
        "days": days, "weeks": weeks, "opens": spans[0][0], "closes": spans[0][1], "where": ", ".join(where),
        "insee_code": code,
    }  # fmt: skip


def stop_line(told: Mapping[str, Any], commune_name: str) -> str:
    days = _(" et ").join(str(DAY_NAMES[DAYS.index(day)]) for day in told["days"])
    weeks = "" if told["weeks"] == RoundStop.Weeks.EVERY else str(RoundStop.Weeks(told["weeks"]).label)
    hours = spans_text([[told["opens"], told["closes"]]])
    return ", ".join(part for part in (days, weeks, hours, told["where"], commune_name) if part)
