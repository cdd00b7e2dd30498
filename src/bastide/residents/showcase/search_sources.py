"""What people find in the showcase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.search.registry import OUTSIDE, Entry, SearchSource, in_batches, search_sources

from .actions import SOURCE
from .models import ShortCircuit, Shown
from .shelves import SHELVES

BY_NAME = {shelf.name: shelf for shelf in SHELVES}


def _rows(model: type[Shown]) -> Any:
    rows: Any = model._default_manager
    return rows.showing(timezone.now()).for_pages().select_related("organisation__territory")


def _entry(thing: Shown) -> Entry:
    organisation = thing.organisation
    words = [each.name for each in thing.produce.all()] if isinstance(thing, ShortCircuit) else []
    return Entry(
        key=thing.search_key,
        kind=thing.shelf,
        title=thing.title,
        url=thing.get_absolute_url(),
        summary=" · ".join(part for part in (thing.about, thing.summary) if part),
        body=thing.text,
        keywords=words,
        commune_code=thing.commune.insee_code if thing.commune else "",
        territory=organisation.territory.slug if organisation.territory else OUTSIDE,
        weight=280,
    )


def _all() -> Iterator[Entry]:
    for shelf in SHELVES:
        yield from (_entry(thing) for thing in in_batches(_rows(shelf.model), 500))


def _one(key: str) -> Entry | None:
    name, _dash, pk = key.rpartition("-")
    if name not in BY_NAME or not pk.isdecimal():
        return None
    thing = _rows(BY_NAME[name].model).filter(pk=int(pk)).first()
    return _entry(thing) if thing is not None else None


search_sources.plug(
    SOURCE,
    SearchSource(title=_("Vitrine"), kinds={shelf.name: shelf.title for shelf in SHELVES}, entries=_all, entry=_one),
)
