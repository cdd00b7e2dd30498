"""An event as search engines read it (schema.org)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from .models import Event, EventDate


def event_data(request: HttpRequest, event: Event, dates: list[EventDate]) -> dict[str, Any]:
    """The next date; a past event gives its first one."""
    date = dates[0] if dates else None
    start, end = (date.starts_at, date.ends_at) if date else (event.starts_at, event.ends_at)
    places = [
        {"@type": "Place", "name": place.name or str(place), "address": place.address or str(place)}
        for place in event.places.all()
    ]
    found = {
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "startDate": timezone.localtime(start).isoformat() if start else None,
        "endDate": timezone.localtime(end).isoformat() if end else None,
        "eventStatus": "https://schema.org/EventCancelled"
        if date and date.is_cancelled
        else "https://schema.org/EventScheduled",
        "location": places[0] if len(places) == 1 else places,
        "organizer": {"@type": "GovernmentOrganization", "name": event.organisation.name},
        "url": request.build_absolute_uri(event.get_absolute_url()),
    }
    return {name: value for name, value in found.items() if value}
