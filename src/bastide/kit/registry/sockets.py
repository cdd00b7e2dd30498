"""The one mechanism by which a higher app offers something to a lower one.

A lower app declares a socket in its `registry.py`:

    panels = Socket("core.territory.commune_panel", module="panels", plug_type=CommunePanel)

A higher app plugs into it from the module of that name (`panels.py`), found at start-up:

    panels.plug("hours", CommunePanel(...))

Whoever owns the socket reads it with `for name, plug in panels` or `panels["hours"]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

PlugT = TypeVar("PlugT")

_sockets: dict[str, Socket[Any]] = {}


@dataclass(frozen=True)
class Origin:
    """Where a plug was declared, for a person to find it."""

    module: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line}"


def _caller() -> Origin:
    """The first place up the stack that is outside this module."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return Origin(frame.f_globals.get("__name__", "?"), frame.f_lineno)


class Socket(Generic[PlugT]):
    """A named set of plugs of one type; a name is taken once."""

    def __init__(self, name: str, *, module: str, plug_type: type[PlugT], doc: str) -> None:
        """Declare the socket `name`; plugs are looked for in each app's module `module`.

        Raises ImproperlyConfigured when the name is declared already.
        """
        self.name, self.module, self.plug_type, self.doc = name, module, plug_type, doc
        self.origin = _caller()
        self._plugs: dict[str, tuple[PlugT, Origin]] = {}
        if (other := _sockets.get(name)) is not None:
            raise ImproperlyConfigured(f"Socket {name} is declared at {other.origin} and at {self.origin}.")
        _sockets[name] = self

    def plug(self, name: str, plug: PlugT) -> PlugT:
        """Put `plug` in under `name`.

        Raises ImproperlyConfigured when the name is taken, saying where, or when the plug is of another type.
        """
        origin = _caller()
        if not isinstance(plug, self.plug_type):
            raise ImproperlyConfigured(
                f"{self.name}: {name} at {origin} is a {type(plug).__name__}, not a {self.plug_type.__name__}."
            )
        if name in self._plugs:
            raise ImproperlyConfigured(
                f"{self.name}: {name} is plugged at {self._plugs[name][1]} and again at {origin}."
            )
        self._plugs[name] = (plug, origin)
        return plug

    def origin_of(self, name: str) -> Origin:
        return self._plugs[name][1]

    def __getitem__(self, name: str) -> PlugT:
        return self._plugs[name][0]

    def __contains__(self, name: str) -> bool:
        return name in self._plugs

    def __iter__(self) -> Iterator[tuple[str, PlugT]]:
        return iter([(name, plug) for name, (plug, _) in self._plugs.items()])

    def __len__(self) -> int:
        return len(self._plugs)


def all_sockets() -> list[Socket[Any]]:
    """Every declared socket, by name."""
    return [_sockets[name] for name in sorted(_sockets)]


def discover() -> None:
    """Import each app's `registry` module, which declares sockets, then the modules that fill them."""
    autodiscover_modules("registry")
    for socket in all_sockets():
        autodiscover_modules(socket.module)
