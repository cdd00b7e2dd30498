"""The different weeks that places have, in columns of numbers; and what opens some of them besides."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from bastide.core.territory.models import HoursError, Span, WeeklyHours, zone_of

from .models import RoundStop
from .week import SpecialPeriods


class Patterns:
    """The different weeks that places have: a number for each, and all their spans in columns. Number 0 is unknown."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self.numbers: dict[tuple[str, str], int] = {("", ""): 0}
        for each in known:
            self.number(*each)
        self._counted = 0
        self._columns: tuple[np.ndarray, ...] = ()

    def number(self, text: str, department: str) -> int:
        """The number of a week as the database writes it, in the time zone of a département."""
        key = (text, str(zone_of(department)) if text else "")
        return self.numbers.setdefault(key, len(self.numbers))

    def columns(self) -> tuple[np.ndarray, ...]:
        """Pattern, zone, day, opens, closes of every span; zones are numbered as in `zones`."""
        if self._counted != len(self.numbers):
            zones = {name: number for number, name in enumerate(self.zones)}
            rows = [
                (number, zones[zone], day, span.opens, span.closes)
                for (text, zone), number in list(self.numbers.items())
                for day, spans in enumerate(week_of(text))
                for span in spans
            ]
            self._columns = tuple(np.array(rows, dtype=np.int32).reshape(-1, 5).T)
            self._counted = len(self.numbers)
        return self._columns

    @property
    def zones(self) -> list[str]:
        return sorted({zone for _text, zone in self.numbers})

    def open_at(self, at: datetime) -> np.ndarray:
        """For each pattern, whether it is open at a moment."""
        pattern, zone, day, opens, closes = self.columns()
        state = np.zeros(len(self.numbers), dtype=bool)
        for number, name in enumerate(self.zones):
            if not name:
                continue
            here = at.astimezone(zone_of_name(name))
            minute = here.hour * 60 + here.minute
            hit = (zone == number) & (day == here.weekday()) & (opens <= minute) & (minute < closes)
            state[pattern[hit]] = True
        return state

    def open_on(self, weekday: int) -> np.ndarray:
        pattern, _zone, day, _opens, _closes = self.columns()
        state = np.zeros(len(self.numbers), dtype=bool)
        state[pattern[day == weekday]] = True
        return state


def week_of(text: str) -> tuple[tuple[Span, ...], ...]:
    if not text:
        return ()
    try:
        return WeeklyHours.from_json(json.loads(text)).spans
    except (HoursError, ValueError):
        return ()


def zone_of_name(name: str) -> Any:
    return _ZONES.setdefault(name, _zone(name))


def _zone(name: str) -> Any:
    return next(zone for code in ("", "971", "972", "973", "974", "976") if str(zone := zone_of(code)) == name)


_ZONES: dict[str, Any] = {}


@dataclass(frozen=True)
class Special:
    """What opens a place besides its week: periods, and the halts of a round."""

    periods: SpecialPeriods
    stops: tuple[RoundStop, ...]
    department: str

    def spans_on(self, day: date, usual: tuple[Span, ...]) -> tuple[Span, ...]:
        spans = self.periods.get(day, usual)
        return spans + tuple(stop.span for stop in self.stops if stop.holds_on(day))
