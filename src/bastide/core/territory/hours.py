"""Opening hours: a week of them, and what they say at one moment. No database, no clock.

As JSON, a week is `{"mon": [["08:30", "12:30"]], …}`; `{}` is closed all week, `None` is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import pairwise
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .holidays import public_holiday

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = (
    gettext_lazy("lundi"),
    gettext_lazy("mardi"),
    gettext_lazy("mercredi"),
    gettext_lazy("jeudi"),
    gettext_lazy("vendredi"),
    gettext_lazy("samedi"),
    gettext_lazy("dimanche"),
)
MONTH_NAMES = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
REFERENCE_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

PARIS = ZoneInfo("Europe/Paris")
#: Overseas départements that keep another time.
ZONES = {
    "971": ZoneInfo("America/Guadeloupe"),
    "972": ZoneInfo("America/Martinique"),
    "973": ZoneInfo("America/Cayenne"),
    "974": ZoneInfo("Indian/Reunion"),
    "976": ZoneInfo("Indian/Mayotte"),
}
SOON = timedelta(minutes=30)
MIDNIGHT = 24 * 60


class HoursError(ValueError):
    """Hours that cannot be; `day` is its code, or "" for the whole week. The message is for a person, in French."""

    def __init__(self, message: str, day: str = "") -> None:
        super().__init__(message)
        self.day = day


@dataclass(frozen=True, order=True)
class Span:
    """From one minute of the day to another, `opens` < `closes` ≤ 1440."""

    opens: int
    closes: int

    @classmethod
    def parse(cls, opens: object, closes: object, day: str = "") -> Span:
        """Raises HoursError when a time cannot be read or the end is not after the start."""
        span = cls(_minute(opens, day), _minute(closes, day))
        if span.opens >= span.closes:
            raise HoursError(
                _("L’heure de fermeture (%(closes)s) doit venir après l’heure d’ouverture (%(opens)s).")
                % {"opens": clock(span.opens), "closes": clock(span.closes)},
                day,
            )
        return span

    def __str__(self) -> str:
        """ "8 h 30 – 12 h"."""
        return f"{clock(self.opens)} – {clock(self.closes)}"

    def as_json(self) -> list[str]:
        return [f"{minute // 60:02d}:{minute % 60:02d}" for minute in (self.opens, self.closes)]


@dataclass(frozen=True)
class Day:
    """One day of the week, as shown."""

    code: str
    name: str
    spans: tuple[Span, ...]

    def __str__(self) -> str:
        """ "8 h 30 – 12 h, 14 h – 17 h", or "fermé"."""
        return ", ".join(str(span) for span in self.spans) or _("fermé")


@dataclass(frozen=True)
class WeeklyHours:
    """Seven tuples of spans, Monday first, each in order and apart from one another."""

    spans: tuple[tuple[Span, ...], ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> WeeklyHours:
        """Hours as a person gave them; spans that touch become one.

        Raises HoursError for an unknown day, an unreadable time, an inverted span or two that overlap.
        """
        if not isinstance(data, Mapping):
            raise HoursError(_("Ces horaires sont illisibles."))
        if unknown := [day for day in data if day not in DAYS]:
            raise HoursError(_("« %(day)s » n’est pas un jour de la semaine.") % {"day": unknown[0]})
        return cls(tuple(_checked(data.get(day) or [], day) for day in DAYS))

    @classmethod
    def from_reference(cls, ranges: Iterable[Any]) -> WeeklyHours | None:
        """Hours as the directory of public services writes them: `[["lundi", "vendredi", [["08:00:00", …]]]]`.

        Without a range the hours are unknown: None. An inverted span is left out, overlapping ones are joined, a range
        without an end is one day. Raises HoursError when the rest makes no sense.
        """
        days: list[list[Span]] = [[] for _day in DAYS]
        for first, last, spans in ranges:
            start = _reference_day(first)
            length = (_reference_day(last or first) - start) % 7 + 1
            for opens, closes in spans:
                try:
                    span = Span.parse(opens, closes)
                except HoursError:
                    continue
                for day in range(start, start + length):
                    days[day % 7].append(span)
        return cls(tuple(_joined(day) for day in days)) if any(days) else None

    def as_json(self) -> dict[str, list[list[str]]]:
        """Only the days with an opening."""
        return {code: [span.as_json() for span in spans] for code, spans in zip(DAYS, self.spans, strict=True) if spans}

    def week(self) -> list[Day]:
        """The seven days, for a page."""
        return [Day(code, str(name), spans) for code, name, spans in zip(DAYS, DAY_NAMES, self.spans, strict=True)]

    def on(self, day: date) -> tuple[Span, ...]:
        return self.spans[day.weekday()]


class Closure(Protocol):
    """Days on which the office is closed, both ends included."""

    starts_on: date
    ends_on: date
    reason: str


class Kind(Enum):
    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSES_SOON = "closes_soon"
    CLOSED = "closed"


@dataclass(frozen=True)
class OpenState:
    """What the hours say at `at`, in the office's own time. `str()` gives the sentence for a visitor."""

    kind: Kind
    at: datetime
    #: When open.
    closes_at: datetime | None = None
    #: When closed; None when nothing is known of a next opening.
    opens_at: datetime | None = None
    #: The exceptional closure in force, if any.
    closure: Closure | None = None
    #: Names of public holidays: today's, and the one of the next opening. The hours may not hold on that day.
    holiday: str = ""
    opens_on_holiday: str = ""

    @property
    def holds_until(self) -> datetime:
        """When something said here stops being true: at the latest at midnight, when "demain" becomes "aujourd’hui"."""
        tomorrow = datetime.combine(self.at.date() + timedelta(days=1), time(), self.at.tzinfo)
        moments = [tomorrow]
        if self.closes_at:
            moments.append(self.closes_at if self.closes_soon else self.closes_at - SOON)
        if self.opens_at:
            moments.append(self.opens_at)
        return min(moments, key=lambda moment: moment.astimezone(UTC))

    @property
    def is_known(self) -> bool:
        return self.kind is not Kind.UNKNOWN

    @property
    def is_open(self) -> bool:
        return self.kind in (Kind.OPEN, Kind.CLOSES_SOON)

    @property
    def closes_soon(self) -> bool:
        return self.kind is Kind.CLOSES_SOON

    @property
    def next_opening(self) -> str:
        """ "aujourd’hui à 14 h", "demain à 8 h 30", "mardi 24 novembre à 8 h 30", or nothing."""
        if self.opens_at is None:
            return ""
        return _("%(day)s à %(clock)s") % {"day": day_words(self.opens_at.date(), self.at.date()), "clock": self.hour}

    @property
    def hour(self) -> str:
        """When it closes if it is open, else when it opens: "8 h 30"; or nothing."""
        moment = self.closes_at or self.opens_at
        return clock(moment.hour * 60 + moment.minute) if moment else ""

    @property
    def warning(self) -> str:
        """Why the hours should be checked before coming, or nothing."""
        if self.holiday:
            return _("Jour férié (%(name)s) : horaires à vérifier") % {"name": self.holiday}
        if self.opens_on_holiday:
            return _("Ce jour-là est férié (%(name)s) : horaires à vérifier") % {"name": self.opens_on_holiday}
        return ""

    def __str__(self) -> str:
        match self.kind:
            case Kind.UNKNOWN:
                return _("Horaires non connus")
            case Kind.OPEN:
                return _("Ouvert jusqu’à %(clock)s") % {"clock": self.hour}
            case Kind.CLOSES_SOON:
                return _("Ferme bientôt, à %(clock)s") % {"clock": self.hour}
        if self.opens_at:
            return _("Fermé · ouvre %(next)s") % {"next": self.next_opening}
        return _("Fermé")


#: What opens on a day, from the day and what usually does.
Special = Callable[[date, tuple[Span, ...]], tuple[Span, ...]]


def open_state(
    hours: WeeklyHours | None,
    closures: Iterable[Closure],
    at: datetime,
    *,
    department_code: str = "",
    special: Special | None = None,
) -> OpenState:
    """Whether the office is open at `at` (aware), and until or from when.

    `special` gives the spans of days whose hours are not the usual ones. A public holiday closes nothing
    by itself: the state only carries its name, for the hours to be checked. The next opening is looked for over a year,
    outside `closures`.
    """
    zone = zone_of(department_code)
    here = at.astimezone(zone)
    today = here.date()
    closed = [each for each in closures if each.ends_on >= today]
    closure = next((each for each in closed if each.starts_on <= today), None)
    holiday = public_holiday(today, department_code)
    if hours is None:
        return OpenState(Kind.UNKNOWN, here, closure=closure, holiday=holiday)
    for opens, closes in _openings(hours, closed, today, zone, special):
        if closes <= at:
            continue
        if opens > at:
            opens_at = opens.astimezone(zone)
            return OpenState(
                Kind.CLOSED,
                here,
                opens_at=opens_at,
                closure=closure,
                holiday=holiday,
                opens_on_holiday=public_holiday(opens_at.date(), department_code) if opens_at.date() != today else "",
            )
        kind = Kind.CLOSES_SOON if closes - at <= SOON else Kind.OPEN
        return OpenState(kind, here, closes_at=closes.astimezone(zone), holiday=holiday)
    return OpenState(Kind.CLOSED, here, closure=closure, holiday=holiday)


def _openings(
    hours: WeeklyHours, closures: list[Closure], first: date, zone: ZoneInfo, special: Special | None
) -> Iterator[tuple[datetime, datetime]]:
    """Openings from `first` on for a year, as moments in UTC: only there do they compare over a change of clocks."""
    if not any(hours.spans) and special is None:
        return
    for number in range(367):
        day = first + timedelta(days=number)
        if any(each.starts_on <= day <= each.ends_on for each in closures):
            continue
        for span in special(day, hours.on(day)) if special else hours.on(day):
            opens, closes = _moment(day, span.opens, zone), _moment(day, span.closes, zone)
            # An hour skipped in spring comes an hour later: it may begin after its end.
            if opens < closes:
                yield opens, closes


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute == MIDNIGHT:
        day, minute = day + timedelta(days=1), 0
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def zone_of(department_code: str) -> ZoneInfo:
    """The time zone of a département: that of Paris, unless it lies overseas and keeps another."""
    return ZONES.get(department_code, PARIS)


def clock(minute: int) -> str:
    """ "8 h 30", "12 h", with no-break spaces."""
    return f"{minute // 60}\u00a0h\u00a0{minute % 60:02d}" if minute % 60 else f"{minute // 60}\u00a0h"


def day_words(day: date, today: date) -> str:
    """ "aujourd’hui", "demain", "mardi" within the week, then "mardi 24 novembre"."""
    distance = (day - today).days
    if distance == 0:
        return _("aujourd’hui")
    if distance == 1:
        return _("demain")
    return str(DAY_NAMES[day.weekday()]) if 1 < distance < 7 else long_day(day)


def long_day(day: date) -> str:
    """ "mardi 24 novembre", "mercredi 1er avril"."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{DAY_NAMES[day.weekday()]} {number}\u00a0{MONTH_NAMES[day.month - 1]}"


def _minute(text: object, day: str) -> int:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text) if isinstance(text, str) else None
    if found and (minute := int(found[1]) * 60 + int(found[2])) <= MIDNIGHT and int(found[2]) < 60:
        return minute
    raise HoursError(_("« %(text)s » n’est pas une heure : écrivez par exemple 08:30.") % {"text": text}, day)


def _checked(spans: Any, day: str) -> tuple[Span, ...]:
    try:
        pairs = [(opens, closes) for opens, closes in spans]
    except (TypeError, ValueError):
        raise HoursError(_("Ces horaires sont illisibles."), day) from None
    parsed = sorted(Span.parse(opens, closes, day) for opens, closes in pairs)
    for one, other in pairwise(parsed):
        if other.opens < one.closes:
            raise HoursError(
                _("Deux ouvertures se chevauchent : %(one)s et %(other)s.") % {"one": one, "other": other}, day
            )
    return _joined(parsed)


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, those that touch or overlap made one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.opens <= joined[-1].closes:
            joined[-1] = Span(joined[-1].opens, max(joined[-1].closes, span.closes))
        else:
            joined.append(span)
    return tuple(joined)


def _reference_day(name: str) -> int:
    if name not in REFERENCE_DAYS:
        raise HoursError(_("« %(day)s » n’est pas un jour de la semaine.") % {"day": name})
    return REFERENCE_DAYS.index(name)
