"""The form of an event: what, when, where; the rest is folded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, PortalSettings
from bastide.core.workspace.screens import ClockField, DeskForm

from .models import Event
from .recurrence import Repeats, UnusableRule, bounded, rule_of

PLACES = 3


def _day(**fields: Any) -> forms.DateField:
    return forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **fields)


class EventForm(DeskForm):
    needed = ("title", "day")
    folded = ("place_1_address", "category", "last_day", "repeats", "repeats_until", "place_2_name", "place_2_address")
    asked_as: ClassVar[Mapping[str, str]] = {"starts_at": "day"}

    title = forms.CharField(
        label=_("Que se passe-t-il ?"),
        max_length=120,
        required=False,
        help_text=_("« Fête des vendanges », par exemple."),
    )
    day = _day(label=_("Quel jour ?"))
    from_clock = ClockField(
        label=_("À quelle heure ?"), help_text=_("20 h, par exemple. Laissez vide pour la journée.")
    )
    to_clock = ClockField(label=_("Jusqu’à quelle heure ?"))
    place_1_name = forms.CharField(label=_("Où ?"), max_length=120, required=False, help_text=_("« Salle des fêtes »"))
    place_1_address = forms.CharField(label=_("Adresse"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Catégorie"), choices=[("", "—"), *Event.Category.choices], required=False)
    text = forms.CharField(
        label=_("En quelques mots"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Pour qui, combien, comment s’inscrire."),
    )
    last_day = _day(label=_("Dernier jour"), help_text=_("S’il dure plusieurs jours de suite."))
    repeats = forms.ChoiceField(label=_("Revient-il ?"), choices=[("", _("Non")), *Repeats.choices], required=False)
    repeats_until = _day(label=_("Revient jusqu’au"), help_text=_("Sans date, il est annoncé pour un an."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = Commune.objects.in_territory(PortalSettings.load().territory).order_by("bare_name")
        for number in range(1, PLACES + 1):
            if number > 1:
                self.fields[f"place_{number}_name"] = forms.CharField(
                    label=_("Lieu %(number)d") % {"number": number}, max_length=120, required=False
                )
                self.fields[f"place_{number}_address"] = forms.CharField(
                    label=_("Adresse du lieu %(number)d") % {"number": number}, max_length=200, required=False
                )
            self.fields[f"place_{number}_commune"] = forms.ModelChoiceField(
                communes,
                required=False,
                empty_label="—",
                label=_("Commune du lieu %(number)d") % {"number": number} if number > 1 else _("Commune du lieu"),
            )
        if self.thing is None:
            self.initial.setdefault("place_1_commune", getattr(self.organisation, "commune", None))

    @property
    def more_places(self) -> list[Any]:
        return [self[f"place_{number}_{what}"] for number in (2, 3) for what in ("name", "address", "commune")]

    def initial_of(self, thing: Event) -> dict[str, Any]:
        found = super().initial_of(thing)
        if thing.starts_at is not None:
            start, end = timezone.localtime(thing.starts_at), timezone.localtime(thing.ends_at or thing.starts_at)
            found["day"] = start.date()
            found["last_day"] = end.date() if end.date() != start.date() else None
            if not thing.is_all_day:
                found["from_clock"] = start.strftime("%H:%M")
                found["to_clock"] = end.strftime("%H:%M") if end != start else ""
        for number, place in enumerate(thing.places.all()[:PLACES], start=1):
            for what in ("name", "address", "commune"):
                found[f"place_{number}_{what}"] = getattr(place, what)
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        day, last_day = data.get("day"), data.get("last_day")
        if day is None:
            if data.get("from_clock") or last_day or data.get("repeats"):
                raise ValidationError({"day": _("Donnez aussi le jour.")})
            return data
        if last_day is not None and last_day < day:
            raise ValidationError({"last_day": _("Le dernier jour vient avant le premier.")})
        if data.get("repeats") and (last_day or day) - day > timedelta(days=7):
            raise ValidationError(
                {"repeats": _("Ce qui dure plus d’une semaine ne revient pas : annoncez chaque fois.")}
            )
        start, end = self._span(data)
        if end < start:
            raise ValidationError({"to_clock": _("La fin vient avant le début.")})
        if (until := data.get("repeats_until")) is not None and until < day:
            raise ValidationError({"repeats_until": _("Cette date vient avant le premier jour.")})
        try:
            bounded(start, rule_of(data.get("repeats", ""), start), until)
        except UnusableRule as error:
            raise ValidationError({"repeats": str(error)}) from error
        return data

    def _span(self, data: dict[str, Any]) -> tuple[datetime, datetime]:
        day, last = data["day"], data.get("last_day") or data["day"]
        if not data.get("from_clock"):
            return _at(day, time()), _at(last, time(23, 59))
        start = _at(day, _clock(data["from_clock"]))
        if not data.get("to_clock"):
            return start, start if last == day else _at(last, time(23, 59))
        end = _at(last, _clock(data["to_clock"]))
        # A dance that ends at two in the morning ends the next day.
        return start, end + timedelta(days=1) if last == day and end <= start and end.hour < 8 else end

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        said = {name: data[name] for name in ("title", "text", "category", "repeats", "repeats_until")}
        if not said["repeats"]:
            said["repeats_until"] = None
        start, end = self._span(data) if data.get("day") else (None, None)
        places = [
            tuple(data.get(f"place_{number}_{what}") for what in ("name", "address", "commune"))
            for number in range(1, PLACES + 1)
        ]
        # A commune alone is no place, but for the first one: it says where, roughly.
        places = [place for rank, place in enumerate(places) if any(place[:2]) or (rank == 0 and place[2])]
        return said | {
            "starts_at": start,
            "ends_at": end,
            "is_all_day": bool(start) and not data.get("from_clock"),
            "places": places,
        }


class DateForm(forms.Form):
    """One date of an event that comes again."""

    is_cancelled = forms.BooleanField(label=_("Cette date est annulée"), required=False)
    day = _day(label=_("Déplacée au"), help_text=_("Laissez tel quel si elle a lieu le jour prévu."))
    clock = ClockField(label=_("À"))
    note = forms.CharField(
        label=_("Ce qu’il faut savoir"),
        max_length=200,
        required=False,
        help_text=_("« À la salle du conseil », par exemple."),
    )

    def moved_to(self) -> datetime | None:
        day, clock = self.cleaned_data["day"], self.cleaned_data["clock"]
        return _at(day, _clock(clock) if clock else time()) if day else None


def _clock(text: str) -> time:
    return time(23, 59) if text == "24:00" else time.fromisoformat(text)


def _at(day: Any, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
