"""The socket `core.search.source`: what an app lets people find."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet

from bastide.kit.registry.sockets import Socket

ModelT = TypeVar("ModelT", bound=Model)

#: The scope of what everybody may find.
PUBLIC = "public"
_OTHER_LANGUAGE = f"{PUBLIC}-"


def public_in(language: str) -> str:
    """The scope of what everybody may find in one language: a search reads one, and says nothing of another."""
    return PUBLIC if language == settings.LANGUAGE_CODE else f"{_OTHER_LANGUAGE}{language}"


def language_of(scope: str) -> str:
    """The language of what everybody may find in this scope; empty for French, and for what only some may find."""
    return scope.removeprefix(_OTHER_LANGUAGE) if scope.startswith(_OTHER_LANGUAGE) else ""


#: The territory of what belongs to none, as a commune of elsewhere: found only when no territory is asked for.
OUTSIDE = "-"


@dataclass(frozen=True)
class Entry:
    """One thing that can be found, as its source describes it.

    - `key`: stable within the source; what `actions.reindex(key=…)` names.
    - `kind`: one of the source's kinds, an English code of letters, digits, "-" and "_".
    - `keywords`: other names it is known by, each a phrase; asking for one finds the entry almost like its title.
    - `body`: what else it says; the first 20,000 characters count.
    - `commune_code`: INSEE code of the commune it belongs to.
    - `territory`: slug of its territory; empty is in all of them, OUTSIDE in none.
    - `weight`: 0 to 1,000, how likely a visitor means this one when several match: 700 to 1,000 for communes, 600 for
      bodies, 500 for their services and places, 300 for pages.
    - `scope`: who may find it: PUBLIC, `public_in(language)` for what is not French, or a name that the source's
      `scopes` gives to some users.
    """

    key: str
    kind: str
    title: str
    url: str
    summary: str = ""
    keywords: Sequence[str] = ()
    body: str = ""
    commune_code: str = ""
    territory: str = ""
    weight: int = 500
    scope: str = PUBLIC


def _no_scope(user: Any) -> Collection[str]:
    return ()


@dataclass(frozen=True)
class SearchSource:
    """What one app lets people find.

    `entries()` gives all of it, in any order, without holding a database cursor open (use `in_batches`); `entry(key)`
    gives one, or None when it is gone. `kinds` maps each kind to its label in the plural. `scopes(user)` names the
    scopes besides PUBLIC in which this user may search.
    """

    title: Any
    kinds: Mapping[str, Any]
    entries: Callable[[], Iterable[Entry]]
    entry: Callable[[str], Entry | None]
    scopes: Callable[[Any], Collection[str]] = field(default=_no_scope)


search_sources = Socket(
    "core.search.source",
    module="search_sources",
    plug_type=SearchSource,
    doc="What an app lets people find, read by the site's search and by `bastide reindex`.",
)


def in_batches(rows: QuerySet[ModelT], size: int = 1_000) -> Iterator[ModelT]:
    """The rows by primary key, `size` at a time: no cursor stays open while the index is written."""
    after: Any = None
    rows = rows.order_by("pk")
    while batch := list((rows if after is None else rows.filter(pk__gt=after))[:size]):
        yield from batch
        after = batch[-1].pk
