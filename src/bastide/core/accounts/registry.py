"""The socket `handover`: what waits for a person in a body, and how it passes to somebody else when they leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bastide.core.territory.models import Organisation
from bastide.kit.registry.sockets import Socket

from .models import User


@dataclass(frozen=True)
class HandOver:
    """Things of one kind that wait for a person.

    `count(user, organisation)` says how many, for the screen that ends a membership. `hand_over(user=, organisation=,
    to=, at=)` gives them to `to`, inside the caller's transaction, and may be called twice; it gives how many moved.
    """

    title: Any
    count: Callable[[User, Organisation], int]
    hand_over: Callable[..., int]


@dataclass(frozen=True)
class PlaceListener:
    """Who keeps something derived from a person's places.

    `refresh(user, at)` is called by the action that began or ended a place, in its transaction.
    """

    title: Any
    refresh: Callable[[User, datetime], None]


place_listeners = Socket(
    "core.accounts.places_changed",
    module="place_listeners",
    plug_type=PlaceListener,
    doc="What is made again after a place of a person began or ended, called by the actions of accounts.",
)


@dataclass(frozen=True)
class Waiting:
    """One line of the screen: how many things of one kind wait."""

    title: Any
    count: int


handovers = Socket(
    "core.accounts.handover",
    module="handovers",
    plug_type=HandOver,
    doc="What waits for a person in a body; read by the screen that ends a membership, passed on after the last day.",
)


def waiting_for(user: User, organisation: Organisation) -> list[Waiting]:
    """What waits for `user` in `organisation`, kinds without anything left out."""
    counted = [Waiting(plug.title, plug.count(user, organisation)) for _name, plug in handovers]
    return [waiting for waiting in counted if waiting.count]


def hand_over_all(*, user: User, organisation: Organisation, to: User, at: datetime) -> int:
    """Give everything that waits for `user` in `organisation` to `to`; gives how many moved."""
    return sum(plug.hand_over(user=user, organisation=organisation, to=to, at=at) for _name, plug in handovers)
