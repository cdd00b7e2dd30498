"""Delays that the law gives, in days and months of the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def plus_months(day: date, months: int) -> date:
    """The same day some months later, the last of the month when it has none: 31 December + 2 is 28 February."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def enforceable_on(*, duty_to_transmit: bool, published_on: date | None, received_on: date | None) -> date | None:
    """From which day an act binds: published or notified, and received by the State when it must be transmitted.

    None while one is missing. Source: CGCT, art. L2131-1 (read 2026-11).
    """
    if published_on is None or (duty_to_transmit and received_on is None):
        return None
    return max(published_on, received_on) if duty_to_transmit and received_on else published_on


#: Individual decisions of L2131-2 go to the State within fifteen days of their signature. Source: CGCT, art. L2131-1.
INDIVIDUAL_DAYS = 15
#: The list of deliberations examined, and the minutes once approved, are published within a week.
#: Source: CGCT, art. L2121-25 and L2121-15 (read 2026-11).
WEEK = timedelta(days=7)


def legality_ends_on(received_on: date) -> date:
    """The préfet may refer an act to the court within two months of receiving it. Source: CGCT, art. L2131-6."""
    return plus_months(received_on, 2)
