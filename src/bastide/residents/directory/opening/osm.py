"""OpenStreetMap's `opening_hours`, as the standards of médiation numérique and SCDL ask for it.

Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours (read 2026-11). Read: days, times, months and dates,
public holidays, 24/7, off, comments. Not read, and kept as text: weeks, school holidays, sunrise, open ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bastide.core.territory.models import DAYS

from .week import MIDNIGHT, Opening, Week

CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = {code.lower(): place for place, code in enumerate(CODES)} | {
    code: place for place, code in enumerate(("lu", "ma", "me", "je", "ve", "sa", "di"))
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_LAST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TIME = r"\d{1,2}(?:[:hH]\d{0,2})?"
_SPAN = re.compile(rf"({_TIME})\s*[-–]\s*({_TIME})")
_DAYS_PART = re.compile(r"(?:(?:mo|tu|we|th|fr|sa|su|lu|ma|me|je|ve|di|ph)\b\s*[-–,]?\s*)+", re.IGNORECASE)
_MONTH = "|".join(_MONTHS)
_DATES = re.compile(
    rf"(?P<m1>{_MONTH})\s*(?P<d1>\d{{1,2}})?\s*(?:[-–]\s*(?:(?P<m2>{_MONTH})\s*(?P<d2>\d{{1,2}})?|(?P<d3>\d{{1,2}})(?![:\d])))?",
    re.IGNORECASE,
)
#: "Mo-Fr 09:00-12:00, Sa 10:00-12:00": what follows is added to what was said.
_ADDED = re.compile(r"(?<=:\d\d)\s*,\s*(?=(?:mo|tu|we|th|fr|sa|su|ph)\b)", re.IGNORECASE)
#: Yearly periods are written in a leap year, so that 29 February has its place.
_YEAR = 2024


class _NotRead(Exception):
    """A rule says more than we can keep."""


def from_osm(text: str) -> Opening:
    """The hours, when every rule is understood; else the text as a comment."""
    bare = " ".join(text.split())
    if not bare:
        return Opening()
    comments = re.findall(r'"([^"]*)"', bare)
    rules = [rule.strip() for rule in re.split(r";|\|\|", re.sub(r'"[^"]*"', "", bare)) if rule.strip()]
    week, periods = Week(), []
    try:
        for rule in rules:
            first, *added = _ADDED.split(rule)
            found = _read_rule(first, week)
            if found and added:
                # "Jul-Aug Mo 09:00-12:00, Sa 10:00-12:00": whether Saturdays are of summer only is not said.
                raise _NotRead
            for part in added:
                _read_added(part, week)
            periods += found
        if not week.told and not periods:
            raise _NotRead
    except _NotRead:
        return Opening(comment=bare)
    comment = " ".join(" ".join(comments).split())
    return Opening(week.as_json() if week.told else None, periods, comment, week.overlaps())


def looks_like_osm(text: str) -> bool:
    return bool(
        re.match(
            r"\s*(24/7|off\b|closed\b|(mo|tu|we|th|fr|sa|su|ph|lu|ma|me|je|ve|di|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b)",
            text,
            re.I,
        )
    )


def _read_rule(rule: str, week: Week) -> list[dict[str, Any]]:
    """Put one rule in the week, or give the periods that it makes. Raises _NotRead."""
    if rule.lower() in ("24/7", "24/24"):
        week.add(range(7), 0, MIDNIGHT)
        return []
    dates, rest = [], rule
    while found := _DATES.match(rest):
        dates.append(_between(found))
        rest = rest[found.end() :].lstrip(" ,:")
    within = Week() if dates else week
    days, rest = _read_days(rest)
    if days == []:
        return []  # Public holidays: they close nothing here by themselves, and every page says so.
    _read_times(rest.strip(" :"), range(7) if days is None else days, within)
    return [
        {"from": first, "to": last, "hours": within.as_json(), "reason": "", "yearly": True} for first, last in dates
    ]


def _read_added(rule: str, week: Week) -> None:
    """A rule that takes nothing away from those before it. Raises _NotRead."""
    days, rest = _read_days(rule)
    if days:
        more = Week()
        _read_times(rest.strip(" :"), days, more)
        week.join(more)


def _between(found: re.Match[str]) -> tuple[str, str]:
    first = _MONTHS[found["m1"].lower()]
    last = _MONTHS[(found["m2"] or found["m1"]).lower()]
    start = int(found["d1"] or 1)
    if found["d2"] or found["d3"]:
        end = int(found["d2"] or found["d3"])
    elif found["d1"] and not found["m2"]:
        end = start
    else:
        end = _LAST[last - 1]
    if not (1 <= start <= _LAST[first - 1] and 1 <= end <= _LAST[last - 1]):
        raise _NotRead
    return f"{_YEAR}-{first:02d}-{start:02d}", f"{_YEAR}-{last:02d}-{end:02d}"


def _read_days(rest: str) -> tuple[list[int] | None, str]:
    """The days that open a rule (None: not said; []: public holidays alone) and what follows them."""
    found = _DAYS_PART.match(rest)
    if not found:
        return None, rest
    days: list[int] = []
    for part in re.split(r"\s*,\s*", found[0].strip(" ,-–")):
        ends = [each.lower() for each in re.split(r"\s*[-–]\s*", part) if each]
        if ends == ["ph"]:
            continue
        if len(ends) > 2 or any(each not in _DAY for each in ends):
            # "Mo Tu" without a comma is met too.
            words = part.lower().split()
            if not words or any(each not in _DAY for each in words):
                raise _NotRead
            days += [_DAY[each] for each in words]
            continue
        first, last = _DAY[ends[0]], _DAY[ends[-1]]
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return days, rest[found.end() :]


def _read_times(text: str, days: range | list[int], week: Week) -> None:
    week.replace(days)
    if text.lower() in ("off", "closed", "fermé", "ferme"):
        return
    spans = list(_SPAN.finditer(text))
    left = _SPAN.sub("", text).replace(",", "").replace("open", "").strip()
    if not spans or left:
        raise _NotRead
    for span in spans:
        opens, closes = _minutes(span[1]), _minutes(span[2])
        if opens == closes or opens >= MIDNIGHT:
            raise _NotRead
        week.add(days, opens, closes if closes <= MIDNIGHT else closes - MIDNIGHT)


def _minutes(text: str) -> int:
    hour, _sign, minute = re.sub("[hH]", ":", text).partition(":")
    if int(hour) > 48 or int(minute or 0) > 59:
        raise _NotRead
    return int(hour) * 60 + int(minute or 0)


def to_osm(hours: Mapping[str, Any] | None, periods: list[Mapping[str, Any]] | None = None) -> str:
    """A week of ours, and its yearly periods, as `opening_hours`; empty when nothing is known."""
    rules = [] if hours is None else [_rule(days, spans) for days, spans in _grouped(hours)] or ["off"]
    for period in periods or []:
        if period.get("yearly"):
            dates = f"{_short_day(period['from'])}-{_short_day(period['to'])}"
            within = [_rule(days, spans) for days, spans in _grouped(period.get("hours") or {})]
            rules += [f"{dates} {rule}" for rule in within] or [f"{dates} off"]
    return "; ".join(rules)


def _short_day(iso: str) -> str:
    names = list(_MONTHS)
    return f"{names[int(iso[5:7]) - 1].capitalize()} {iso[8:10]}"


def _rule(days: str, spans: str) -> str:
    return f"{days} {spans}"


def _grouped(hours: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Days that follow one another with the same spans, in one rule."""
    told = [",".join(f"{opens}-{closes}" for opens, closes in hours.get(day) or []) for day in DAYS]
    groups: list[tuple[str, str]] = []
    start = 0
    for place in range(1, 8):
        if place == 7 or told[place] != told[start]:
            if told[start]:
                first, last = CODES[start], CODES[place - 1]
                groups.append((first if first == last else f"{first}-{last}", told[start]))
            start = place
    return groups
