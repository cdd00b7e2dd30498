"""How an app says who may call each of its addresses; `tests/architecture/walk.py` calls them all.

    # <app>/tests/walk.py
    WALK = {
        "portal:commune": public(lambda scene: {"slug": scene.valdorne.valbrune.slug}),
        "accounts:rename": signed_in(methods=("GET", "POST")),
        "actes:publish": owned(lambda scene: {"pk": make_acte(scene).pk}, methods=("POST",)),
    }

The scene has `valdorne` (the three invented communes) and `people` (`core.accounts.testing.People`). What `bind` makes
in the database is undone after the address was walked.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Scene = Any
Bind = Callable[[Scene], Mapping[str, Any] | list[Any]]


def nothing(scene: Scene) -> dict[str, Any]:
    return {}


class Reach(enum.Enum):
    """Who may call an address."""

    PUBLIC = "public"
    #: Anybody who signed in, each for themselves.
    SIGNED_IN = "signed_in"
    #: Whoever has a right in the body that owns the thing; agents of another commune have not.
    OWNED = "owned"


@dataclass(frozen=True)
class Stop:
    """One address of the walk.

    `methods` are those it answers, HEAD besides wherever GET is; every other one must be refused to everybody. `data`
    is what is sent with a method, `query` what follows the "?", `before` is called with the client and the scene before
    each call (to put something in the session). `owner` and `outsider` name people of the scene. A success is below
    400 and leads not back to the door, unless `answers` names other statuses. For a pattern whose arguments have no
    name, `bind` gives them in a list.
    """

    reach: Reach
    bind: Bind = nothing
    methods: tuple[str, ...] = ("GET",)
    owner: str = "secretary"
    outsider: str = "neighbour"
    data: Mapping[str, Bind] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[Any, Scene], None] | None = None
    answers: tuple[int, ...] = ()


def public(bind: Bind = nothing, **fields: Any) -> Stop:
    """An address for everybody, strangers first."""
    return Stop(Reach.PUBLIC, bind, **fields)


def signed_in(bind: Bind = nothing, **fields: Any) -> Stop:
    """An address for everybody who signed in, which shows each their own."""
    return Stop(Reach.SIGNED_IN, bind, **fields)


def owned(bind: Bind = nothing, **fields: Any) -> Stop:
    """An address about a thing that belongs to the owner's body."""
    return Stop(Reach.OWNED, bind, **fields)
