"""What the workspace's screens write: values of an office, moments, the undo button of a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.models import (
    DAY_NAMES,
    ExceptionalClosure,
    Office,
    Organisation,
    WeeklyHours,
    day_words,
)
from bastide.kit.ui import typography

from ..access import CHOSEN_FILES

register = template.Library()

_NUMBERS = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze")


@register.filter
def in_letters(count: int) -> str:
    """ "Quatre" up to twelve, figures beyond; at the head of a sentence and before a feminine noun."""
    return _NUMBERS[count].capitalize() if 0 < count < len(_NUMBERS) else typography.number(count)


@register.filter
def moment(value: datetime) -> str:
    """ "aujourd’hui à 9 h 12", "vendredi à 17 h", "mercredi 18 novembre à 8 h"; the year when it is not this one."""
    here = timezone.localtime(value)
    today = timezone.localdate()
    if here.date() < today:
        words = _("hier") if (today - here.date()).days == 1 else typography.long_date(here)
        if here.year != today.year:
            words = typography.day(here)
    else:
        words = day_words(here.date(), today)
        if here.year != today.year and (here.date() - today).days >= 7:
            words = typography.announced(here, today)
    return _("%(day)s à %(clock)s") % {"day": words, "clock": typography.clock(here)}


@register.filter
def margin_moment(value: datetime) -> str:
    """For the margin of a list: "9 h 12" today, "vendredi" within the week, then "18 nov."."""
    here = timezone.localtime(value)
    age = (timezone.localdate() - here.date()).days
    if age == 0:
        return typography.clock(here)
    if 0 < age < 7:
        return str(DAY_NAMES[here.weekday()])
    return typography.short_day(here)


@register.simple_tag
def chosen_files(form: Form) -> list[str]:
    """The names of the files that were chosen in a form that was kept: they must be chosen again."""
    data = form.data
    return data.getlist(CHOSEN_FILES) if isinstance(data, QueryDict) else []


@register.inclusion_tag("workspace/undo.html", takes_context=True)
def undo_form(context: template.Context, message: Any, organisation: Organisation | str) -> dict[str, Any]:
    """The button that takes back what the message tells, when it can be taken back."""
    tags = [tag for tag in (message.extra_tags or "").split() if tag.startswith("undo:")]
    correction_id = tags[0].removeprefix("undo:") if tags else ""
    return {
        "correction_id": int(correction_id) if correction_id.isdigit() else None,
        "organisation": organisation,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("workspace/clock_field.html")
def clock_field(bound: BoundField, label: str) -> dict[str, Any]:
    """A short field for one time of day, with its own hidden label and its error beside it."""
    described = f"{bound.auto_id}-error" if bound.errors else ""
    attributes: dict[str, str | bool] = {"class": "input input--short"}
    if described:
        attributes |= {"aria-invalid": "true", "aria-describedby": described}
    return {"field": bound, "label": label, "control": bound.as_widget(attrs=attributes), "described": described}


@register.inclusion_tag("ui/components/hours.html")
def week_table(week: Mapping[str, Any]) -> dict[str, Any]:
    """A week of hours as a visitor reads it."""
    days = WeeklyHours.from_json(week).week()
    return {
        "caption": _("Horaires d’ouverture"),
        "rows": [(day.name.capitalize(), [str(span) for span in day.spans], False) for day in days],
    }


@register.inclusion_tag("workspace/office_value.html")
def office_value(field: str, value: Any) -> dict[str, Any]:
    """One value of an office in words; an unknown one says so."""
    if field == "hours":
        week = WeeklyHours.from_json(value).week() if isinstance(value, dict) else []
        return {"days": [day for day in week if day.spans], "closed": isinstance(value, dict), "is_hours": True}
    if field == "accessibility":
        return {"words": Office.Accessibility(value or "").label}
    return {"words": value or _("non renseigné")}


@register.simple_tag
def closure_words(closure: ExceptionalClosure | Mapping[str, Any]) -> str:
    """ "Fermée mercredi 25 novembre", "Fermée du … au … : congés d’hiver"; with the year when it is not this one."""
    told = closure if isinstance(closure, Mapping) else vars(closure)
    start: date = told["starts_on"]
    end: date = told["ends_on"]
    first, last = (typography.announced(day, timezone.localdate()) for day in (start, end))
    if start == end:
        words = _("Fermée %(day)s") % {"day": first}
    else:
        words = _("Fermée du %(start)s au %(end)s") % {"start": first, "end": last}
    reason = told["reason"]
    return f"{words}{typography.NBSP}: {reason}" if reason else words


@register.simple_tag
def desk_address(desk: Any, screen: str, organisation: Organisation, thing: Any = None) -> str:
    """The address of one screen of a desk."""
    return str(desk.address(screen, organisation.slug, *([thing.pk] if thing is not None else [])))
