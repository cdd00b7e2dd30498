"""Hours of a place: the week of `core.territory`, and the periods in which another week holds. No database, no clock.

As JSON a period is `{"from": "2026-07-01", "to": "2026-08-31", "hours": {…}, "reason": "Horaires d’été"}`; `hours` is a
week, `{}` closed; with `"yearly": true` its dates hold each year and may pass New Year's Day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bastide.core.territory.models import HoursError, Span, WeeklyHours, long_day


@dataclass(frozen=True)
class Period:
    """Days, both included, on which `hours` replace the usual ones."""

    starts_on: date
    ends_on: date
    hours: WeeklyHours
    reason: str = ""
    yearly: bool = False

    @classmethod
    def from_json(cls, data: Any) -> Period:
        """Raises HoursError, with a French message, for what is no period."""
        try:
            starts_on, ends_on = (date.fromisoformat(str(data[name])[:10]) for name in ("from", "to"))
        except (KeyError, TypeError, ValueError):
            raise HoursError(_("Une période a deux dates : écrivez par exemple 2026-07-01 et 2026-08-31.")) from None
        yearly = bool(data.get("yearly"))
        if ends_on < starts_on and not yearly:
            raise HoursError(_("Le dernier jour d’une période vient avant le premier."))
        reason = " ".join(str(data.get("reason") or "").split())[:120]
        return cls(starts_on, ends_on, WeeklyHours.from_json(data.get("hours") or {}), reason, yearly)

    def as_json(self) -> dict[str, Any]:
        told = {
            "from": self.starts_on.isoformat(),
            "to": self.ends_on.isoformat(),
            "hours": self.hours.as_json(),
            "reason": self.reason,
        }
        return told | ({"yearly": True} if self.yearly else {})

    @property
    def is_closure(self) -> bool:
        return not any(self.hours.spans)

    def holds_on(self, day: date) -> bool:
        if not self.yearly:
            return self.starts_on <= day <= self.ends_on
        first, last, now = _month_day(self.starts_on), _month_day(self.ends_on), _month_day(day)
        return first <= now <= last if first <= last else now >= first or now <= last

    def __str__(self) -> str:
        """ "du mercredi 1er juillet au lundi 31 août : fermé", with its reason."""
        days = (
            long_day(self.starts_on)
            if self.starts_on == self.ends_on
            else _("du %(first)s au %(last)s") % {"first": long_day(self.starts_on), "last": long_day(self.ends_on)}
        )
        return f"{days} ({self.reason})" if self.reason else days


class SpecialPeriods:
    """The periods of one place: which spans hold on a day instead of the usual ones. The first that holds wins."""

    def __init__(self, periods: Iterable[Period]) -> None:
        self.periods = list(periods)

    @classmethod
    def from_json(cls, data: Any) -> SpecialPeriods:
        """Raises HoursError for the first period that cannot be read."""
        return cls(Period.from_json(each) for each in data or [])

    def as_json(self) -> list[dict[str, Any]]:
        return [each.as_json() for each in self.periods]

    def on(self, day: date) -> Period | None:
        return next((each for each in self.periods if each.holds_on(day)), None)

    def get(self, day: date, usual: tuple[Span, ...]) -> tuple[Span, ...]:
        """What opens on `day`; a mapping with a default, as `open_state` wants it."""
        period = self.on(day)
        return usual if period is None else period.hours.on(day)

    def standing(self, today: date) -> list[Period]:
        """Those that are not over, for a page."""
        return [each for each in self.periods if each.yearly or each.ends_on >= today]

    def __iter__(self) -> Iterator[Period]:
        return iter(self.periods)

    def __bool__(self) -> bool:
        return bool(self.periods)


def hours_of(data: Mapping[str, Any] | None) -> WeeklyHours | None:
    """The week that a row holds; None when nobody told."""
    return None if data is None else WeeklyHours.from_json(data)


def _month_day(day: date) -> tuple[int, int]:
    return day.month, day.day
