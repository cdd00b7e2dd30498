"""The week of an office: for each day a morning and an afternoon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .fields import ClockField

DAYS = {
    "mon": _("Lundi"),
    "tue": _("Mardi"),
    "wed": _("Mercredi"),
    "thu": _("Jeudi"),
    "fri": _("Vendredi"),
    "sat": _("Samedi"),
    "sun": _("Dimanche"),
}
PERIODS = (("1", _("matin")), ("2", _("après-midi")))


class HoursForm(forms.Form):
    """Twenty-eight times of day; two empty ones make a closed half day. `week()` gives what is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, day_label in DAYS.items():
            for period, period_label in PERIODS:
                for edge, edge_label in (("from", _("de")), ("to", _("à"))):
                    self.fields[f"{day}_{period}_{edge}"] = ClockField(
                        label=_("%(day)s %(period)s, %(edge)s")
                        % {"day": day_label, "period": period_label, "edge": edge_label}
                    )

    @staticmethod
    def initial_from(week: Any) -> dict[str, str]:
        """The values to show for a stored week; a third period of a day has no place and is left out."""
        initial = {}
        for day, periods in (week or {}).items():
            afternoon_only = len(periods) == 1 and periods[0][0] >= "12:00"
            for index, (start, end) in enumerate(periods[:2], start=2 if afternoon_only else 1):
                initial[f"{day}_{index}_from"] = _in_words(start)
                initial[f"{day}_{index}_to"] = _in_words(end)
        return initial

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for day in DAYS:
            last_end = ""
            for period, _label in PERIODS:
                names = (f"{day}_{period}_from", f"{day}_{period}_to")
                if any(name in self.errors for name in names):
                    continue
                start, end = (data.get(name, "") for name in names)
                if bool(start) != bool(end):
                    self.add_error(names[1] if start else names[0], ValidationError(_("Il manque cette heure.")))
                elif start and end <= start:
                    self.add_error(names[1], ValidationError(_("La fermeture vient avant l’ouverture.")))
                elif start and last_end and start < last_end:
                    self.add_error(names[0], ValidationError(_("Ces heures se recouvrent.")))
                else:
                    last_end = end or last_end
        return data

    def week(self) -> dict[str, list[list[str]]]:
        """The week as `Office.hours` keeps it; days without a period are left out."""
        week: dict[str, list[list[str]]] = {}
        for day in DAYS:
            periods = [
                [self.cleaned_data[f"{day}_{period}_from"], self.cleaned_data[f"{day}_{period}_to"]]
                for period, _label in PERIODS
                if self.cleaned_data.get(f"{day}_{period}_from")
            ]
            if periods:
                week[day] = periods
        return week

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row a day for the template: its label and its four bound fields."""
        for day, label in DAYS.items():
            yield {
                "label": label,
                "periods": [
                    {"label": period_label, "from": self[f"{day}_{period}_from"], "to": self[f"{day}_{period}_to"]}
                    for period, period_label in PERIODS
                ],
            }


def _in_words(clock: str) -> str:
    """ "08:30" as a person writes it: « 8 h 30 »."""
    hour, minute = clock.split(":")
    return f"{int(hour)} h {minute}" if minute != "00" else f"{int(hour)} h"
