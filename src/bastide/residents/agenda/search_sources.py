"""What people find of the agenda: what is still to come."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy

from bastide.core.search.registry import OUTSIDE, Entry, SearchSource, in_batches, search_sources

from . import queries
from .models import Event
from .models.event import EventQuerySet


def _shown() -> EventQuerySet:
    at = timezone.now()
    return queries.readable(at).coming(at)


def _entry(event: Event) -> Entry:
    organisation = event.organisation
    commune = getattr(organisation, "commune", None)
    return Entry(
        key=str(event.pk),
        kind="event",
        title=event.title,
        url=event.get_absolute_url(),
        summary=" · ".join(part for part in (organisation.name, event.place_words, event.summary) if part),
        keywords=[str(event.get_category_display())] if event.category else [],
        body=event.text,
        commune_code=commune.insee_code if commune else "",
        territory=organisation.territory.slug if organisation.territory else OUTSIDE,
        weight=280,
    )


def entries() -> Iterator[Entry]:
    return (_entry(event) for event in in_batches(_shown(), 500))


def entry(key: str) -> Entry | None:
    event = _shown().filter(pk=int(key)).first()
    return _entry(event) if event else None


search_sources.plug(
    "agenda",
    SearchSource(
        title=gettext_lazy("Agenda"), kinds={"event": gettext_lazy("Événements")}, entries=entries, entry=entry
    ),
)
