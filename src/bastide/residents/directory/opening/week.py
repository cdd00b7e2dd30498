"""A week being read: spans put in day by day, those that overlap joined and remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bastide.core.territory.models import DAY_NAMES, DAYS, Span

MIDNIGHT = 24 * 60


@dataclass
class Opening:
    """What was understood: a week (None: nothing sure), periods of the year, and what is to be read by people."""

    hours: dict[str, Any] | None = None
    periods: list[dict[str, Any]] = field(default_factory=list)
    comment: str = ""
    #: Days with openings that overlap, in words: "mercredi (9 h – 12 h et 10 h – 14 h)".
    overlaps: list[str] = field(default_factory=list)

    @property
    def is_understood(self) -> bool:
        return self.hours is not None


def read_minute(text: str) -> int | None:
    """Minutes since midnight of "09:00:00", "9h", "9 h 30", "9:5"; None when it is no time of a day."""
    text = text.strip(" '\"’")
    found = re.fullmatch(r"\s*(\d{1,2})\s*(?:[:hH.]\s*(\d{1,2})?(?::\d{2}(?:\.\d+)?)?)?\s*", text)
    if not found:
        return None
    minute = int(found[1]) * 60 + int(found[2] or 0)
    return minute if minute <= MIDNIGHT and int(found[2] or 0) < 60 else None


class Week:
    """Seven days of spans, Monday first."""

    def __init__(self) -> None:
        self.days: list[list[Span]] = [[] for _day in DAYS]
        self.told: set[int] = set()

    def add(self, days: Iterable[int], opens: int, closes: int) -> None:
        """A span that passes midnight goes on the next day. One that is empty is none."""
        for day in days:
            self.told.add(day)
            if opens < closes:
                self.days[day].append(Span(opens, closes))
            elif closes < opens:
                self.days[day].append(Span(opens, MIDNIGHT))
                if closes:
                    self.days[(day + 1) % 7].append(Span(0, closes))

    def close(self, days: Iterable[int]) -> None:
        for day in days:
            self.told.add(day)
            self.days[day] = []

    def replace(self, days: Iterable[int]) -> None:
        """What was said of these days before no longer holds."""
        self.close(days)

    def join(self, other: Week) -> None:
        """All that another week says is said of this one too."""
        self.told |= other.told
        for mine, more in zip(self.days, other.days, strict=True):
            mine += more

    def overlaps(self) -> list[str]:
        found = []
        for name, spans in zip(DAY_NAMES, self.days, strict=True):
            ordered = sorted(set(spans))
            for one, other in pairwise(ordered):
                if other.opens < one.closes:
                    found.append(f"{name} ({one} et {other})")
        return found

    def as_json(self) -> dict[str, list[list[str]]]:
        return {
            code: [span.as_json() for span in _joined(spans)]
            for code, spans in zip(DAYS, self.days, strict=True)
            if spans
        }


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.opens <= joined[-1].closes:
            joined[-1] = Span(joined[-1].opens, max(joined[-1].closes, span.closes))
        else:
            joined.append(span)
    return joined
