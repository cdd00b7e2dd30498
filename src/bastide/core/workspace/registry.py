"""Sockets of the workspace: what waits for a person, what they can do, and the sections a banner can aim at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bastide.kit.registry.sockets import Socket

if TYPE_CHECKING:
    from bastide.core.accounts.models import User
    from bastide.core.territory.models import Organisation

TONES = ("late", "waiting", "normal")


@dataclass(frozen=True)
class Task:
    """One line of "what waits": a number, a sentence, one button.

    `sentence` follows the number ("demandes d’actes d’état civil"), `button` is a verb. Late tasks come first, then by
    `due_at`.
    """

    count: int
    sentence: str
    detail: str
    url: str
    button: str
    tone: str = "normal"
    due_at: datetime | None = None


@dataclass(frozen=True)
class Tile:
    """A kind of task. `load(organisation, user, at)` gives the line, or None when nothing waits.

    `roles` are those that see it; the pôle sees all.
    """

    title: Any
    roles: frozenset[str]
    load: Callable[[Organisation, User, datetime], Task | None]


tiles = Socket(
    "core.workspace.tile",
    module="tiles",
    plug_type=Tile,
    doc="A task list of an agent, read by the start page of « Mon espace ».",
)


@dataclass(frozen=True)
class Gesture:
    """Something a person can do: a verb phrase, an icon of kit.ui, an address that takes the organisation's slug."""

    label: Any
    icon: str
    url_name: str
    roles: frozenset[str]
    order: int = 100


gestures = Socket(
    "core.workspace.gesture",
    module="gestures",
    plug_type=Gesture,
    doc="What an agent can do, shown under « Que voulez-vous faire ? ».",
)


@dataclass(frozen=True)
class Section:
    """A part of the portal that a banner can aim at; `label` is what the pôle chooses."""

    label: Any


sections = Socket(
    "core.workspace.section",
    module="sections",
    plug_type=Section,
    doc="A part of the portal that a banner can aim at, offered by the banner form.",
)
