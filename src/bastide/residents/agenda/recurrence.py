"""Dates that come again: read, bounded, in the time of the clock on the wall.

A rule without end is bounded to a year, and who wrote it is told; nothing comes more often than once a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: A weekly market over seven years, a daily exhibition over one.
MOST_DATES = 400
#: How far a rule without end goes, and how far any rule may go.
WITHOUT_END, FARTHEST = timedelta(days=366), timedelta(days=5 * 366)
KNOWN_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
COMMON_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
#: Others could ask for a day that never comes, which is looked for day by day until the year 9999.
ALLOWED_WITH = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
}


class UnusableRule(ValueError):
    """The rule is no rule of ours. The message is for who wrote it."""


class Repeats(models.TextChoices):
    """How often, in the words of the form."""

    DAILY = "daily", _("Chaque jour")
    WEEKLY = "weekly", _("Chaque semaine, le même jour")
    FORTNIGHTLY = "fortnightly", _("Une semaine sur deux")
    MONTHLY_DAY = "monthly-day", _("Chaque mois, le même jour de semaine (le 2e mardi)")
    MONTHLY_DATE = "monthly-date", _("Chaque mois, à la même date (le 15)")
    YEARLY = "yearly", _("Chaque année")


@dataclass(frozen=True)
class Bounded:
    """The dates of an event; `is_cut` when the rule went on and we stopped."""

    starts: list[datetime]
    until: date | None
    is_cut: bool


def rule_of(repeats: str, starts_at: datetime) -> str:
    """The RRULE of one of the form's choices, "" for none."""
    here = timezone.localtime(starts_at)
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[here.weekday()]
    # The fifth Tuesday of a month is rarely there: the last one is meant.
    rank = (here.day - 1) // 7 + 1
    return {
        Repeats.DAILY: "FREQ=DAILY",
        Repeats.WEEKLY: f"FREQ=WEEKLY;BYDAY={weekday}",
        Repeats.FORTNIGHTLY: f"FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}",
        Repeats.MONTHLY_DAY: f"FREQ=MONTHLY;BYDAY={rank if rank < 5 else -1}{weekday}",
        Repeats.MONTHLY_DATE: f"FREQ=MONTHLY;BYMONTHDAY={here.day}",
        Repeats.YEARLY: "FREQ=YEARLY",
    }.get(repeats, "")  # type: ignore[call-overload]


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a RRULE. Raises UnusableRule."""
    found: dict[str, str] = {}
    for part in filter(None, rule.strip().removeprefix("RRULE:").split(";")):
        name, _equal, value = part.partition("=")
        name = name.upper()
        if name not in KNOWN_PARTS or name in found or not re.fullmatch(r"[A-Z0-9,+:-]{1,80}", value.upper()):
            raise UnusableRule(_("Cette répétition n’est pas de celles que l’agenda connaît."))
        found[name] = value.upper()
    if found.get("FREQ") not in FREQUENCIES:
        raise UnusableRule(_("Un événement revient au plus une fois par jour."))
    if set(found) - COMMON_PARTS - ALLOWED_WITH[found["FREQ"]]:
        raise UnusableRule(_("Cette répétition n’est pas de celles que l’agenda connaît."))
    for name in ("INTERVAL", "COUNT"):
        if name in found and not re.fullmatch(r"[1-9][0-9]{0,5}", found[name]):
            raise UnusableRule(_("Cette répétition n’est pas de celles que l’agenda connaît."))
    return found


def bounded(starts_at: datetime, rule: str, until: date | None) -> Bounded:
    """All dates of an event, the first one included; `until` is the last day on which it may begin.

    Raises UnusableRule.
    """
    if not rule:
        return Bounded([starts_at], None, False)
    parts = parts_of(rule)
    is_endless = until is None and "COUNT" not in parts and "UNTIL" not in parts
    first = timezone.localtime(starts_at).replace(tzinfo=None)
    last = first + (WITHOUT_END if is_endless else FARTHEST)
    if until is not None:
        last = min(last, datetime.combine(until, time.max))
    if (written := parts.pop("UNTIL", "")) and (end := _moment(written)) is not None:
        last = min(last, end)
    starts = list(_walk(first, ";".join(f"{name}={value}" for name, value in parts.items()), last))
    is_full = len(starts) > MOST_DATES
    starts = starts[:MOST_DATES]
    if is_endless or is_full:
        return Bounded([timezone.make_aware(start) for start in starts], starts[-1].date(), True)
    return Bounded([timezone.make_aware(start) for start in starts], until, False)


def _walk(first: datetime, rule: str, last: datetime) -> Iterator[datetime]:
    """Naive dates up to `last`, one more than we keep; the first one is always among them."""
    try:
        dates = rrulestr(rule, dtstart=first)
    except (ValueError, TypeError, KeyError) as error:
        raise UnusableRule(_("Cette répétition n’est pas de celles que l’agenda connaît.")) from error
    yield first
    number = 1
    for date_ in dates.xafter(first, count=MOST_DATES + 1):
        if date_ > last or number > MOST_DATES:
            return
        number += 1
        yield date_


def _moment(written: str) -> datetime | None:
    for form in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            # Naive on purpose: the time of the clock on the wall.
            read = datetime.strptime(written, form)  # noqa: DTZ007
        except ValueError:
            continue
        if form.endswith("Z"):
            return timezone.localtime(read.replace(tzinfo=UTC)).replace(tzinfo=None)
        return read if form != "%Y%m%d" else datetime.combine(read.date(), time.max)
    return None
