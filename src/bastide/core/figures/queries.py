"""Reading figures: one, or all of a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from bastide.kit.ui import typography

from .period import Period
from .registry import Figure, Kind, Precision, figures


class NoSuchFigure(LookupError):
    """No app plugs a figure of that name."""


class WrongQuestion(ValueError):
    """A stock was asked over a period, or a flow at a date."""


@dataclass(frozen=True)
class Reading:
    """A figure at a day or over a period. `value` is None when it is not known, which is not zero."""

    name: str
    figure: Figure
    value: int | float | None
    at: date | None = None
    period: Period | None = None

    @property
    def number(self) -> str:
        """« 128 », « environ 720 000 », « au moins 150 », « non connu »."""
        if self.value is None:
            return _("non connu")
        written = typography.number(self.value, 0 if isinstance(self.value, int) else 1)
        words = {Precision.EXACT: "%s", Precision.ROUNDED: _("environ %s"), Precision.AT_LEAST: _("au moins %s")}
        return words[self.figure.precision] % written

    @property
    def unit(self) -> str:
        """The unit in the number that goes with the value: in French, less than two is singular."""
        one, several = self.figure.unit
        return str(one if self.value is not None and abs(self.value) < 2 else several)

    @property
    def text(self) -> str:
        """« 128 communes », « environ 720 000 visites », « non connu »."""
        return self.number if self.value is None else f"{self.number}{typography.NBSP}{self.unit}"

    @property
    def when(self) -> str:
        """« au 24 novembre 2026 », « du 1er janvier au 31 décembre 2026 »."""
        if self.period is None:
            return _("au %(day)s") % {"day": typography.day(self.at)} if self.at else ""
        first, last = self.period.starts_on, self.period.ends_on
        start = typography.day(first)
        if first.year == last.year:
            start = start.removesuffix(str(first.year)).rstrip()
        return _("du %(start)s au %(end)s") % {"start": start, "end": typography.day(last)}


def read(name: str, *, at: date | None = None, period: Period | None = None) -> Reading:
    """One figure: `at` the end of a day for a stock, over a `period` for a flow.

    Raises NoSuchFigure, or WrongQuestion when the figure is of the other kind.
    """
    if name not in figures:
        raise NoSuchFigure(name)
    figure = figures[name]
    if figure.kind is Kind.STOCK:
        if at is None or period is not None or isinstance(at, datetime):
            raise WrongQuestion(f"{name} is a stock: ask for it at a day.")
        return Reading(name, figure, figure.count(at), at=at)
    if period is None or at is not None:
        raise WrongQuestion(f"{name} is a flow: ask for it over a period.")
    return Reading(name, figure, figure.count(period), period=period)


def read_all(period: Period) -> list[Reading]:
    """Every figure by its name: flows over the period, stocks on its last day."""
    return [
        read(name, at=period.ends_on) if figure.kind is Kind.STOCK else read(name, period=period)
        for name, figure in sorted(figures)
    ]


def disagreements(period: Period) -> list[str]:
    """Stocks that their flows do not explain over the period; none, or a figure counts wrongly."""
    found = []
    for name, figure in sorted(figures):
        if not figure.flows:
            continue
        before, after = figure.count(period.eve), figure.count(period.ends_on)
        moves = [(sign, figures[flow].count(period)) for flow, sign in figure.flows.items()]
        if before is None or after is None or any(value is None for _sign, value in moves):
            continue
        moved = sum(sign * value for sign, value in moves if value is not None)
        if before + moved != after:
            found.append(f"{name}: {before} and {moved:+} do not make {after}")
    return found


def year_so_far(year: int, *, today: date) -> Period:
    """The year, up to today when it is not over. Raises ValueError for a year to come."""
    whole = Period.year(year)
    return whole if whole.ends_on <= today else Period(whole.starts_on, today)
