"""The agenda as calendars read it (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, vRecur
from icalendar import Event as CalendarEvent

from bastide.kit.http.feeds import in_xml

from .models import Event, EventDate
from .recurrence import parts_of

PARIS = ZoneInfo("Europe/Paris")


def calendar(name: str, events: Iterable[Event], *, origin: str) -> bytes:
    """Events with their `dates`, `places` and `organisation` at hand. `origin` is "https://host" without a slash."""
    found = Calendar()
    found.add("prodid", "-//bastide//agenda//FR")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", in_xml(name))
    found.add("x-wr-timezone", "Europe/Paris")
    for event in events:
        for each in _components(event, origin):
            found.add_component(each)
    found.add_missing_timezones()
    return bytes(found.to_ical())


def _components(event: Event, origin: str) -> list[CalendarEvent]:
    """The event with its rule, then one component for each date that was moved or of which something is said."""
    if event.starts_at is None:
        return []
    dates = list(event.dates.all())
    main = _component(event, origin, event.starts_at, event.ends_at or event.starts_at)
    if event.rule:
        parts = parts_of(event.rule)
        parts.pop("UNTIL", None)
        if "COUNT" not in parts and dates:
            last = max(date.planned_at for date in dates)
            parts["UNTIL"] = last.astimezone(ZoneInfo("UTC")).strftime("%Y%m%dT%H%M%SZ")
            if event.is_all_day:
                parts["UNTIL"] = timezone.localtime(last).strftime("%Y%m%d")
        main.add("rrule", vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items())))
        for date in dates:
            if date.is_cancelled:
                main.add("exdate", _moment(date.planned_at, event))
    elif dates and dates[0].is_cancelled:
        main.add("status", "CANCELLED")
    changed = [date for date in dates if date.is_exception and not date.is_cancelled]
    return [main, *(_exception(event, origin, date) for date in changed if event.rule)]


def _exception(event: Event, origin: str, date: EventDate) -> CalendarEvent:
    found = _component(event, origin, date.starts_at, date.ends_at)
    found.add("recurrence-id", _moment(date.planned_at, event))
    if date.note:
        found["description"] = in_xml(f"{date.note}\n\n{event.text}".strip())
    return found


def _component(event: Event, origin: str, starts_at: datetime, ends_at: datetime) -> CalendarEvent:
    found = CalendarEvent()
    host = origin.partition("://")[2].partition(":")[0] or "bastide"
    found.add("uid", f"evenement-{event.pk}@{host}")
    found.add("dtstamp", event.changed_at)
    found.add("last-modified", event.changed_at)
    found.add("sequence", event.version)
    found.add("summary", in_xml(event.title))
    found.add("dtstart", _moment(starts_at, event))
    if event.is_all_day:
        found.add("dtend", timezone.localtime(ends_at).date() + timedelta(days=1))
    elif ends_at > starts_at:
        found.add("dtend", _moment(ends_at, event))
    if event.text:
        found.add("description", in_xml(event.text))
    if places := event.place_words:
        found.add("location", in_xml(places))
    if event.category:
        found.add("categories", [str(event.get_category_display())])
    found.add("url", f"{origin}{event.get_absolute_url()}")
    found.add(
        "organizer", f"{origin}{event.organisation.public_url or '/'}", parameters={"CN": event.organisation.name}
    )
    return found


def _moment(moment: datetime, event: Event) -> object:
    here = moment.astimezone(PARIS)
    return here.date() if event.is_all_day else here


def title_of(where: object) -> str:
    return _("Agenda : %(where)s") % {"where": where}
