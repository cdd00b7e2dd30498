"""What pages let people find: what everybody may read, each in its own language, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.search.registry import Entry, SearchSource, in_batches, public_in, search_sources
from bastide.core.territory.models import Commune

from .models import EditorialPage


def _pages() -> Any:
    return (
        EditorialPage.objects.for_everybody()
        .select_related("locale", "of_body__territory", "of_body__commune")
        .specific()
    )


def _entry(page: EditorialPage) -> Entry:
    body = page.of_body
    commune: Commune | None = getattr(body, "commune", None) if body is not None else None
    return Entry(
        key=str(page.pk),
        kind="page",
        title=page.title,
        url=page.url or "/",
        summary=page.introduction or (body.name if body is not None else ""),
        body=page.words(),
        commune_code=commune.insee_code if commune is not None else "",
        territory=body.territory.slug if body is not None and body.territory is not None else "",
        weight=300,
        scope=public_in(page.language),
    )


def _all() -> Iterator[Entry]:
    return (_entry(page) for page in in_batches(_pages(), size=200) if page.url)


def _one(key: str) -> Entry | None:
    page = _pages().filter(pk=key).first() if key.isdecimal() else None
    return _entry(page) if page is not None and page.url else None


search_sources.plug("pages", SearchSource(title=_("Pages"), kinds={"page": _("Pages")}, entries=_all, entry=_one))
