"""What pages, panels and the search read of news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from bastide.core.territory.models import Organisation, Territory
from bastide.core.workspace.screens import WindowLine

from .models import NewsItem, NewsItemQuerySet

#: More than a site shows: some end before the window is filled again.
IN_WINDOW = 10


def readable(at: datetime) -> NewsItemQuerySet:
    """What visitors read, with what a list shows of it. One query."""
    return (
        NewsItem.objects.showing(at)
        .select_related("picture", "organisation__commune", "organisation__epci")
        .newest_first()
    )


def of_body(organisation: Organisation, at: datetime) -> NewsItemQuerySet:
    return readable(at).of_organisation(organisation)


def of_territory(territory: Territory | None, at: datetime) -> NewsItemQuerySet:
    return readable(at).in_territory(territory)


def themes_of(items: NewsItemQuerySet, *, chosen: str = "") -> list[tuple[str, str]]:
    """The themes that these news are of, each with its label, and what is chosen already. One query."""
    held = set(items.order_by().values_list("theme", flat=True).distinct())
    return [(value, str(label)) for value, label in NewsItem.Theme.choices if value in held or value == chosen]


def latest(territory: Territory | None, at: datetime, *, limit: int = 4) -> list[NewsItem]:
    return list(of_territory(territory, at)[:limit])


def window_of(organisation: Organisation) -> Iterator[WindowLine]:
    """The newest news of a body, those that are planned included."""
    published = NewsItem.objects.of_organisation(organisation).filter(state=NewsItem.State.PUBLISHED)
    for item in published.newest_first()[:IN_WINDOW]:
        if item.published_at is not None:
            yield WindowLine(
                title=item.title,
                url=item.get_absolute_url(),
                day=timezone.localdate(item.published_at),
                detail=item.summary,
                begins_at=item.published_at,
                ends_at=item.expires_at,
            )
