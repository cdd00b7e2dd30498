"""Telling how far a build is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Steps one after another, each with its own length; `kit.tasks.progress.Progress` shows them."""

    def step(self, name: str, total: int = 0) -> None: ...
    def advance(self, things: int) -> None: ...
    def close(self) -> None: ...


class Silence:
    """Tells nobody."""

    def step(self, name: str, total: int = 0) -> None: ...
    def advance(self, things: int) -> None: ...
    def close(self) -> None: ...
