"""The socket `leaving`: what an app gives along when a body leaves the portal, and what it keeps and why.

    # <app>/leaving.py
    leaving.plug("news", Leaving(_("Actualités"), tables=(Table(NewsItem, _news),), order=50))

A guard asks each model that a body owns to be in a table, or in `stays` with the reason. Rows go in the order of the
plugs, then of their tables: what is named by others comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import models

from bastide.kit.registry.sockets import Socket

#: Gives the number under which a row is known now, from its model and the number it had; None when it is not there.
Rename = Callable[[type[models.Model], Any], Any]


@dataclass
class PuttingBack:
    """What a table's `put_back` may ask: the body, the moment, the rows that are there already."""

    organisation: Any
    at: datetime
    rename: Rename


@dataclass(frozen=True)
class Table:
    """The rows of one model that belong to a body.

    `without` names fields that are made again and not carried; `also(row)` gives what no field says, such as the page
    above. `inside` gives, for a field whose value names other things within itself (blocks, rich text), what writes it
    with other names. `admit(name, content)` looks at a file before it is kept, `prove(row)` at a row: an archive may
    come from anybody. `put_back(row, values, putting)` saves a row where a plain save is not enough, and gives it:
    `values` is the row as it was, the numbers in it unchanged.
    """

    model: type[models.Model]
    rows: Callable[[Any], Any]
    without: tuple[str, ...] = ()
    inside: Mapping[str, Callable[[Any, Rename], Any]] = field(default_factory=dict)
    admit: Callable[[str, bytes], File[bytes]] | None = None
    also: Callable[[Any], dict[str, Any]] | None = None
    prove: Callable[[Any], None] | None = None
    put_back: Callable[[Any, Mapping[str, Any], PuttingBack], Any] | None = None

    def __post_init__(self) -> None:
        files = [each for each in self.model._meta.concrete_fields if isinstance(each, models.FileField)]
        if files and self.admit is None and {each.name for each in files} - set(self.without):
            raise ValueError(f"{self.model._meta.label} has files: say in `admit` how they are looked at.")


@dataclass(frozen=True)
class Named:
    """How a thing that stays behind is told from others by its own name, here and elsewhere: an INSEE code, an address.

    `name(thing)` gives JSON; `find(name)` the thing on the other side, or None.
    """

    model: type[models.Model]
    name: Callable[[Any], Any]
    find: Callable[[Any], Any]


@dataclass(frozen=True)
class Leaving:
    """What one app gives along. `afterwards(organisation, at)` makes again what is derived, once all is back.

    `stays` says of each model that does not leave why, by its label: `{"pages.DraftLink": "…"}`; `"actes.*"` for all
    of an app.
    """

    title: Any
    tables: tuple[Table, ...] = ()
    named: tuple[Named, ...] = ()
    stays: Mapping[str, Any] = field(default_factory=dict)
    afterwards: Callable[[Any, datetime], None] | None = None
    order: int = 50


leaving = Socket(
    "kit.registry.leaving",
    module="leaving",
    plug_type=Leaving,
    doc="What an app gives along when a body leaves, read by `bastide export_organisation` and `import_organisation`.",
)


def in_order() -> list[Leaving]:
    return sorted((plug for _name, plug in leaving), key=lambda plug: plug.order)


def all_tables() -> list[Table]:
    return [table for plug in in_order() for table in plug.tables]


def named_of(model: type[models.Model]) -> Named | None:
    """How things of `model`, or of what it inherits, are named; None when nobody says."""
    by_model = {each.model: each for plug in in_order() for each in plug.named}
    return next((by_model[kind] for kind in model.__mro__ if kind in by_model), None)


def is_carried(model: type[models.Model]) -> bool:
    """Whether rows of `model` leave: it, a model that it inherits, or one that inherits it, has a table."""
    return any(issubclass(model, table.model) or issubclass(table.model, model) for table in all_tables())
