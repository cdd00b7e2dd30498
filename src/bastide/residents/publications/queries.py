"""What pages, panels and the search read of publications."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from bastide.core.territory.models import Organisation, Territory
from bastide.core.workspace.screens import WindowLine

from .models import PublishedDocument, PublishedDocumentQuerySet

#: More than a site shows: some are planned.
IN_WINDOW = 10


def readable(at: datetime) -> PublishedDocumentQuerySet:
    """What visitors read, with what a list shows of it. One query."""
    return (
        PublishedDocument.objects.showing(at)
        .select_related("document", "organisation__commune", "organisation__epci")
        .newest_first()
    )


def kinds_of(documents: PublishedDocumentQuerySet, *, chosen: str = "") -> list[tuple[str, str]]:
    """The kinds that these documents are of, each with its label, and what is chosen already. One query."""
    held = set(documents.order_by().values_list("kind", flat=True).distinct())
    return [(value, str(label)) for value, label in PublishedDocument.Kind.choices if value in held or value == chosen]


def of_body(organisation: Organisation, at: datetime) -> PublishedDocumentQuerySet:
    return readable(at).of_organisation(organisation)


def of_territory(territory: Territory | None, at: datetime) -> PublishedDocumentQuerySet:
    return readable(at).in_territory(territory)


def window_of(organisation: Organisation) -> Iterator[WindowLine]:
    """The newest documents of a body, those that are planned included."""
    published = PublishedDocument.objects.of_organisation(organisation).filter(state=PublishedDocument.State.PUBLISHED)
    for each in published.select_related("document").newest_first()[:IN_WINDOW]:
        if each.published_at is not None:
            yield WindowLine(
                title=each.title,
                url=each.get_absolute_url(),
                day=each.dated_on or timezone.localdate(each.published_at),
                detail=f"{each.get_kind_display()} · {each.file_words}",
                begins_at=each.published_at,
                ends_at=each.expires_at,
            )
