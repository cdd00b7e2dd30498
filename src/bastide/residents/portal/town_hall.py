"""A town hall, or the seat of an EPCI, as a visitor meets it at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.models import SOON, ExceptionalClosure, Kind, Office, OpenState, WeeklyHours
from bastide.kit.ui.typography import clock

#: How far ahead exceptional closures are announced.
ANNOUNCED = timedelta(days=60)


class TownHall:
    """`office` at `at` (aware), with what its body corrected. Costs no query when `corrections` and `closures` are
    prefetched."""

    def __init__(self, office: Office, at: datetime) -> None:
        self.office, self.at = office, at

    def _text(self, field: str) -> str:
        return str(self.office.value(field) or "")

    @cached_property
    def hours(self) -> WeeklyHours | None:
        return self.office.weekly_hours

    @cached_property
    def state(self) -> OpenState:
        return self.office.state(self.at)

    @cached_property
    def coming_closures(self) -> list[ExceptionalClosure]:
        """Those that begin soon, the first one first; the one in force is `state.closure`."""
        today = self.state.at.date()
        near = [each for each in self.office.closures.all() if today < each.starts_on <= today + ANNOUNCED]
        return sorted(near, key=lambda each: each.starts_on)

    @property
    def status(self) -> str:
        """The state as the design system names it: open, soon, closed or ""."""
        return {Kind.OPEN: "open", Kind.CLOSES_SOON: "soon", Kind.CLOSED: "closed"}.get(self.state.kind, "")

    @property
    def status_word(self) -> str:
        return {
            Kind.OPEN: _("Ouvert"),
            Kind.CLOSES_SOON: _("Ferme bientôt"),
            Kind.CLOSED: _("Fermé"),
        }.get(self.state.kind, _("Horaires non connus"))

    @property
    def status_note(self) -> str:
        """Until when, or from when: "jusqu’à 17 h", "ouvre demain à 8 h 30"."""
        if self.state.closes_at is not None:
            hour = {"hour": clock(self.state.closes_at.time())}
            return _("à %(hour)s") % hour if self.state.closes_soon else _("jusqu’à %(hour)s") % hour
        return _("ouvre %(moment)s") % {"moment": self.state.next_opening} if self.state.next_opening else ""

    @property
    def hours_rows(self) -> list[tuple[str, list[str], bool]]:
        """The week for the table of hours; no row when the hours are not known."""
        if self.hours is None:
            return []
        today = self.state.at.weekday()
        return [
            (day.name.capitalize(), [str(span) for span in day.spans], place == today)
            for place, day in enumerate(self.hours.week())
        ]

    @property
    def address(self) -> str:
        return self._text("address")

    @property
    def city_line(self) -> str:
        return " ".join(part for part in (self._text("postcode"), self._text("city")) if part)

    @property
    def phone(self) -> str:
        return self._text("phone")

    @property
    def email(self) -> str:
        return self._text("email")

    @property
    def website(self) -> str:
        """Only an address that a browser opens as a page: what a file said may be anything."""
        address = self._text("website")
        return address if address.lower().startswith(("http://", "https://")) else ""

    @property
    def accessibility(self) -> str:
        """How one gets in, or "" when nobody said."""
        found = self._text("accessibility")
        return str(Office.Accessibility(found).label) if found in Office.Accessibility.values and found else ""

    @property
    def is_reachable(self) -> bool:
        return bool(self.phone or self.email or self.address or self.website)

    @cached_property
    def hours_verified_at(self) -> datetime | None:
        """When the body itself last gave its hours; None when they are the reference's."""
        correction = self.office.correction("hours")
        return correction.made_at if correction else None


def next_change(at: datetime, states: Iterable[OpenState]) -> datetime:
    """The first moment after `at` when what is said of one of `states` no longer holds, at the latest midnight.

    Midnight, because "demain à 8 h 30" becomes "aujourd’hui".
    """
    here = timezone.localtime(at)
    moments = [_midnight_after(here)]
    for state in states:
        moments.append(_midnight_after(state.at))
        if state.closes_at is not None:
            moments.append(state.closes_at if state.closes_soon else state.closes_at - SOON)
        if state.opens_at is not None:
            moments.append(state.opens_at)
    return min(moments)


def _midnight_after(here: datetime) -> datetime:
    return datetime.combine(here.date() + timedelta(days=1), time(), tzinfo=here.tzinfo)
