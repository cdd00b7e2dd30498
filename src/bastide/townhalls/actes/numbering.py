"""Numbers of acts: what the State takes, and the next free one of a year."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: The strictest of the rules in use: 1 to 15 capitals, digits and "_", which neither begins nor ends it.
PATTERN = r"^[A-Z0-9]([A-Z0-9_]{0,13}[A-Z0-9])?$"
LONGEST = 15
#: What stands before the year, by nature: deliberations have nothing, arrêtés share one series.
SERIES = {1: "", 2: "A", 3: "A", 4: "C", 5: "B", 6: "X"}


def tidy(text: str) -> str:
    """What people write, as the State takes it: "2026-41" becomes "2026_41"."""
    joined = re.sub(r"[\s./\-\u2010-\u2015]+", "_", text.strip().upper())
    return re.sub(r"_{2,}", "_", joined).strip("_")


def prefix(nature: int, year: int) -> str:
    return f"{SERIES[nature]}{year}_"


def next_number(nature: int, year: int, taken: Iterable[str]) -> str:
    """The number after the highest of `taken` in the same series and year: "2026_042", "A2026_003"."""
    start = prefix(nature, year)
    ranks = [int(tail) for number in taken if number.startswith(start) and (tail := number[len(start) :]).isdigit()]
    return f"{start}{max(ranks, default=0) + 1:03d}"


def fits(number: str) -> bool:
    return re.fullmatch(PATTERN, number) is not None and len(number) <= LONGEST
