"""The sockets of the geo store: layers made of rows, who may see a private layer, who is told of a publication."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from shapely.geometry.base import BaseGeometry

from bastide.kit.registry.sockets import Socket

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

#: Key, shape (WKB or shapely, longitude and latitude; None: nowhere), attributes.
LiveRow = tuple[str, "bytes | BaseGeometry | None", Mapping[str, Any]]

#: The types of a live layer's attributes, and what DuckDB calls them.
TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}


@dataclass(frozen=True)
class LiveLayer:
    """Rows of an app, made a new version of a layer when they change.

    `rows()` gives them one by one, in any order, each key once. `columns` names every attribute and its type (a key of
    `TYPES`). `fingerprint()` is cheap and changes when rows may have changed; without it, the app calls
    `actions.ask_for_compilation` itself.
    """

    title: _StrOrPromise
    producer: str
    licence: str
    columns: Mapping[str, str]
    rows: Callable[[], Iterable[LiveRow] | Iterator[LiveRow]]
    fingerprint: Callable[[], str] | None = None
    description: _StrOrPromise = ""
    is_public: bool = True
    owner_id: int | None = None
    #: Versions whose files are kept, besides the one that is served.
    versions_kept: int = field(default=5)

    def __post_init__(self) -> None:
        if unknown := sorted({kind for kind in self.columns.values() if kind not in TYPES}):
            raise ValueError(f"Unknown column types {', '.join(unknown)}: there are {', '.join(TYPES)}.")


@dataclass(frozen=True)
class Access:
    """`layers_of(user)`: a condition on layers, the private ones that a signed-in `user` may see."""

    layers_of: Callable[[Any], Q]


@dataclass(frozen=True)
class Listener:
    """`heard(publication, by, at)` is called in the transaction that changes what is served.

    `publication` is a `models.Publication`, `by` the account that did it, None for the clock.
    """

    heard: Callable[[Any, Any | None, datetime], None]


layers = Socket(
    "kit.geostore.layer",
    module="layers",
    plug_type=LiveLayer,
    doc="Rows of an app, compiled into a layer when they change.",
)
accesses = Socket(
    "kit.geostore.access",
    module="layer_access",
    plug_type=Access,
    doc="Which private layers a signed-in person may see.",
)
listeners = Socket(
    "kit.geostore.listener",
    module="layer_listeners",
    plug_type=Listener,
    doc="Who is told when the version that a layer serves changes.",
)
