"""The socket `start`: what an app does once, when every app and every plug is ready."""

from collections.abc import Callable
from dataclasses import dataclass

from bastide.kit.registry.sockets import Socket


@dataclass(frozen=True)
class Start:
    """`run()` must ask the database for nothing: it is called by every command, the first migration among them."""

    title: str
    run: Callable[[], None]


starts = Socket(
    "kit.registry.start",
    module="starting",
    plug_type=Start,
    doc="What an app does once everything is ready, such as listening to a library's signals.",
)
