"""Days and periods, as a report counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """From one day to another, both included, in local time."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError(f"A period cannot end ({self.ends_on}) before it starts ({self.starts_on}).")

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def eve(self) -> date:
        """The day before it starts: a stock of that day is what the period starts from."""
        return self.starts_on - timedelta(days=1)

    def moments(self, field: str) -> Q:
        """Rows whose date-and-time `field` lies within, midnight to midnight in local time."""
        return Q(**{f"{field}__gte": start_of(self.starts_on), f"{field}__lt": end_of(self.ends_on)})

    def days(self, field: str) -> Q:
        """Rows whose day `field` lies within."""
        return Q(**{f"{field}__gte": self.starts_on, f"{field}__lte": self.ends_on})


def start_of(day: date) -> datetime:
    """Local midnight at which `day` begins: on the days the clocks change, it lasts 23 or 25 hours."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """Local midnight at which `day` ends: not part of it."""
    return start_of(day + timedelta(days=1))
