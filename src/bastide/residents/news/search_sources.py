"""What people find of news."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy

from bastide.core.search.registry import OUTSIDE, Entry, SearchSource, in_batches, search_sources

from . import queries
from .models import NewsItem, NewsItemQuerySet


def _shown() -> NewsItemQuerySet:
    return queries.readable(timezone.now()).select_related("organisation__territory")


def _entry(item: NewsItem) -> Entry:
    organisation = item.organisation
    commune = getattr(organisation, "commune", None)
    return Entry(
        key=str(item.pk),
        kind="news",
        title=item.title,
        url=item.get_absolute_url(),
        summary=f"{organisation.name} · {item.summary}",
        body=item.text,
        commune_code=commune.insee_code if commune else "",
        territory=organisation.territory.slug if organisation.territory else OUTSIDE,
        weight=250,
    )


def entries() -> Iterator[Entry]:
    return (_entry(item) for item in in_batches(_shown(), 500))


def entry(key: str) -> Entry | None:
    item = _shown().filter(pk=int(key)).first()
    return _entry(item) if item else None


search_sources.plug(
    "news",
    SearchSource(
        title=gettext_lazy("Actualités"), kinds={"news": gettext_lazy("Actualités")}, entries=entries, entry=entry
    ),
)
