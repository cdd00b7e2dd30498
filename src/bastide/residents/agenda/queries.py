"""What pages, panels, calendars and the search read of the agenda."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation, Territory
from bastide.core.workspace.screens import WindowLine

from .models import Event, EventDate
from .models.event import EventDateQuerySet, EventQuerySet

#: More than a site shows: those of the day leave it before it is filled again.
IN_WINDOW = 20


def coming_dates(at: datetime) -> EventDateQuerySet:
    """The dates that visitors may still go to, the next first, with what a list shows. Three queries."""
    return (
        EventDate.objects.of_shown_events(at)
        .coming(at)
        .select_related("event__organisation")
        .prefetch_related("event__places__commune")
    )


def readable(at: datetime) -> EventQuerySet:
    """Events that visitors read, past ones too."""
    return (
        Event.objects.showing(at)
        .select_related("organisation__commune", "organisation__epci", "organisation__territory")
        .prefetch_related("places__commune")
    )


def categories_of(dates: EventDateQuerySet, *, chosen: str = "") -> list[tuple[str, str]]:
    """The kinds that these dates are of, each with its label, and what is chosen already. One query."""
    held = set(dates.order_by().values_list("event__category", flat=True).distinct())
    return [(value, str(label)) for value, label in Event.Category.choices if value in held or value == chosen]


def next_dates(territory: Territory | None, at: datetime, *, limit: int = 6) -> list[EventDate]:
    """The next dates of the whole territory that are not cancelled, one of each event. One query."""
    dates = EventDate.objects.of_shown_events(at).coming(at).in_territory(territory).filter(is_cancelled=False)
    # A market that comes each week leaves room for the others.
    found = {date.event_id: date for date in reversed(dates.select_related("event__organisation")[: limit * 8])}
    return sorted(found.values(), key=lambda date: (date.starts_at, date.pk))[:limit]


def window_of(organisation: Organisation, at: datetime) -> Iterator[WindowLine]:
    """The next dates that a body shows, its own and those of others."""
    dates = (
        EventDate.objects.shown_by(organisation)
        .coming(at)
        .filter(event__state=Event.State.PUBLISHED)
        .select_related("event__organisation")
        .prefetch_related("event__places__commune")
    )
    for date in dates[:IN_WINDOW]:
        event = date.event
        if event.published_at is not None:
            place = event.place_words or event.organisation.name
            yield WindowLine(
                title=event.title,
                url=event.get_absolute_url(),
                day=date.day,
                detail=" · ".join(part for part in (date.words, place, date.note) if part),
                begins_at=event.published_at,
                ends_at=date.ends_at,
                status=str(_("Annulé")) if date.is_cancelled else "",
            )


def next_change(at: datetime) -> datetime | None:
    """When an agenda page may cease to be true: a date ends, or an event begins to be shown."""
    ends = EventDate.objects.filter(ends_at__gt=at).order_by("ends_at").values_list("ends_at", flat=True).first()
    return min((moment for moment in (ends, Event.objects.next_change(at)) if moment is not None), default=None)


def neighbours_of(organisation: Organisation, at: datetime) -> EventQuerySet:
    """What other bodies of the same territory announce, for who would show it too."""
    others = readable(at).coming(at).in_territory(organisation.territory).exclude(organisation=organisation)
    return others.order_by("last_ends_at", "pk")
