"""A place as a visitor meets it at one moment: what is said of its hours, its distance, its contacts."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.territory.models import DAY_NAMES, DAYS, Kind, OpenState, WeeklyHours, clock

from . import completeness
from .models import Period, Place, RoundStop
from .week import SpecialPeriods

LANGUAGES = {
    "fr": gettext_lazy("français"),
    "en": gettext_lazy("anglais"),
    "es": gettext_lazy("espagnol"),
    "de": gettext_lazy("allemand"),
    "it": gettext_lazy("italien"),
    "pt": gettext_lazy("portugais"),
    "nl": gettext_lazy("néerlandais"),
    "oc": gettext_lazy("occitan"),
    "ar": gettext_lazy("arabe"),
    "lsf": gettext_lazy("langue des signes"),
}


def distance_words(metres: float | None) -> str:
    """ "800 m", "4 km", "24 km"; nothing for an unknown distance."""
    if metres is None:
        return ""
    if metres < 950:
        return _("%(number)s m") % {"number": max(50, round(metres / 50) * 50)}
    kilometres = metres / 1000
    number = f"{kilometres:.1f}".replace(".", ",").removesuffix(",0") if kilometres < 10 else f"{kilometres:.0f}"
    return _("%(number)s km") % {"number": number}


class ShownPlace:
    """`place` at `at` (aware), `number` in its list. No query when `commune` and `stops` were read with it."""

    def __init__(self, place: Place, at: datetime, *, number: int = 0, distance_m: float | None = None) -> None:
        self.place, self.at, self.number, self.distance_m = place, at, number, distance_m

    @cached_property
    def state(self) -> OpenState:
        return self.place.state(self.at)

    @cached_property
    def today(self) -> date:
        return self.state.at.date()

    @property
    def status(self) -> str:
        """The state as the design system names it: open, soon, closed or ""."""
        return {Kind.OPEN: "open", Kind.CLOSES_SOON: "soon", Kind.CLOSED: "closed"}.get(self.state.kind, "")

    @property
    def status_word(self) -> str:
        return {Kind.OPEN: _("Ouvert"), Kind.CLOSES_SOON: _("Ferme bientôt"), Kind.CLOSED: _("Fermé")}.get(
            self.state.kind, _("Horaires non connus")
        )

    @property
    def status_note(self) -> str:
        """Until when, or from when: "jusqu’à 17 h", "ouvre demain à 8 h 30"."""
        state = self.state
        if state.closes_at is not None:
            hour = {"hour": state.hour}
            return _("à %(hour)s") % hour if state.closes_soon else _("jusqu’à %(hour)s") % hour
        return _("ouvre %(moment)s") % {"moment": state.next_opening} if state.next_opening else ""

    @property
    def town(self) -> str:
        return self.place.commune.name if self.place.commune else self.place.city

    @property
    def detail(self) -> str:
        """ "Pharmacie · Bergerac · 800 m"."""
        parts = (self.place.kind_label, self.town, distance_words(self.distance_m))
        return " · ".join(part for part in parts if part)

    @property
    def way(self) -> str:
        """Where a map application of the visitor's own choice leads; nothing without a point."""
        if not self.place.has_point:
            return ""
        return f"geo:{self.place.lat:.5f},{self.place.lon:.5f}?{urlencode({'q': self._spot})}"

    @property
    def _spot(self) -> str:
        return f"{self.place.lat:.5f},{self.place.lon:.5f}({self.place.name})"

    @cached_property
    def hours(self) -> WeeklyHours | None:
        return self.place.weekly_hours

    @property
    def hours_rows(self) -> list[tuple[str, list[str], bool]]:
        """The week for the table of hours; no row when the hours are not known."""
        if self.hours is None:
            return []
        return [
            (day.name.capitalize(), [str(span) for span in day.spans], number == self.today.weekday())
            for number, day in enumerate(self.hours.week())
        ]

    @cached_property
    def periods(self) -> list[tuple[Period, str]]:
        """Periods that are not over, each with what opens then."""
        special: SpecialPeriods = self.place.special_periods
        return [(each, week_words(each.hours)) for each in special.standing(self.today)]

    @cached_property
    def stops(self) -> list[tuple[RoundStop, str]]:
        return [(each, stop_words(each)) for each in self.place.stops.all()]

    @property
    def languages(self) -> list[str]:
        return [str(LANGUAGES.get(code, code)) for code in self.place.languages]

    @property
    def missing(self) -> list[str]:
        return completeness.missing(self.place)

    @property
    def is_stale(self) -> bool:
        return self.place.is_stale(timezone.localdate(self.at))


def week_words(hours: WeeklyHours) -> str:
    """ "lundi : 8 h 30 – 12 h ; mardi : …", or "fermé"."""
    said = [f"{day.name} : {day}" for day in hours.week() if day.spans]
    return " ; ".join(said) or _("fermé")


def stop_words(stop: RoundStop) -> str:
    """ "lundi et jeudi, les semaines impaires, 9 h 30 – 12 h"."""
    days = [str(DAY_NAMES[DAYS.index(day)]) for day in stop.days if day in DAYS]
    names = _(" et ").join([", ".join(days[:-1]), days[-1]]) if len(days) > 1 else "".join(days)
    weeks = "" if stop.weeks == RoundStop.Weeks.EVERY else str(stop.get_weeks_display())
    span = f"{clock(stop.span.opens)} – {clock(stop.span.closes)}"
    return ", ".join(part for part in (names, weeks, span) if part)


def papi_rows(place: Place) -> list[tuple[str, str]]:
    """What one can do at a PAPI, line by line; nothing for another place."""
    papi: Any = getattr(place, "papi", None)
    if papi is None:
        return []
    rows = [
        (_("Ce qu’on y fait"), [*papi.services, *papi.activities]),
        (_("Équipement"), papi.equipment),
        (_("Comment y aller"), [papi.get_opening_display() if papi.opening else "", *papi.access_modes]),
        (_("Accompagnement"), papi.support_modes),
        (_("Médiateurs numériques"), [str(papi.mediators)] if papi.mediators else []),
        (_("Pour qui"), papi.audiences),
        (_("Attention portée à"), papi.special_care),
        (_("Prix"), papi.fees),
        (_("Labels et programmes"), [*papi.programmes, *papi.labels, *papi.other_labels]),
    ]
    said = [(term, ", ".join(str(each) for each in values if each)) for term, values in rows]
    return [(term, text[:1].upper() + text[1:]) for term, text in said if text]


def wifi_rows(place: Place) -> list[tuple[str, str]]:
    wifi: Any = getattr(place, "wifi", None)
    if wifi is None:
        return []
    free = {True: _("Gratuit"), False: _("Payant"), None: ""}[wifi.is_free]
    rows = [
        (_("Réseau"), wifi.ssid),
        (_("Où"), str(wifi.get_where_display()).capitalize() if wifi.where else ""),
        (_("Connexion"), str(wifi.get_sign_in_display()).capitalize() if wifi.sign_in else ""),
        (_("Prix"), free),
        (_("Fournisseur"), wifi.provider),
    ]
    return [(term, text) for term, text in rows if text]
