"""A source that tests fill as they like."""

from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from bastide.core.search import actions
from bastide.core.search.registry import Entry, SearchSource, search_sources


@dataclass
class Shelf:
    """An invented app with things to find."""

    things: dict[str, Entry] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)

    def put(self, title, *, key=None, kind="place", **fields):
        key = key or title.lower()
        self.things[key] = Entry(key=key, kind=kind, title=title, url=f"/{len(self.things)}/", **fields)
        return key

    def entries(self):
        yield from list(self.things.values())

    def rebuild(self):
        return actions.rebuild(source="shelf", at=timezone.now())


@pytest.fixture
def shelf(db, monkeypatch):
    """The only source, empty."""
    monkeypatch.setattr(search_sources, "_plugs", {})
    shelf = Shelf()
    search_sources.plug(
        "shelf",
        SearchSource(
            title="Étagère",
            kinds={"place": "Lieux", "page": "Pages"},
            entries=lambda: shelf.entries(),
            entry=lambda key: shelf.things.get(key),
            scopes=lambda user: shelf.scopes,
        ),
    )
    return shelf
