"""Telling how far a load is: a bar on a terminal, a line per step elsewhere."""

from __future__ import annotations

import time
from typing import Protocol

WIDTH = 24


class Stream(Protocol):
    def isatty(self) -> bool: ...
    def write(self, text: str, /) -> object: ...
    def flush(self) -> None: ...


class Progress:
    """Steps one after another, each with its own length."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.is_live = stream.isatty()
        self._name, self._total, self._done, self._started, self._shown = "", 0, 0, 0.0, 0.0

    def step(self, name: str, total: int = 0) -> None:
        """End the step before, begin this one of `total` things."""
        self.close()
        self._name, self._total, self._done, self._started, self._shown = name, total, 0, time.monotonic(), 0.0
        self._draw()

    def advance(self, things: int) -> None:
        self._done += things
        if time.monotonic() - self._shown >= 0.1:
            self._draw()

    def close(self) -> None:
        if not self._name:
            return
        seconds = time.monotonic() - self._started
        self._clear()
        self.stream.write(f"{self._name} : {seconds:.1f} s\n")
        self.stream.flush()
        self._name = ""

    def abandon(self) -> None:
        """End the step under way without saying that it is done."""
        self._clear()
        self._name = ""

    def _clear(self) -> None:
        if self.is_live:
            self.stream.write("\r\x1b[K")

    def _draw(self) -> None:
        if not self.is_live:
            return
        self._shown = time.monotonic()
        share = min(1.0, self._done / self._total) if self._total else 0.0
        bar = ("█" * round(share * WIDTH)).ljust(WIDTH, "·")
        far = f"{bar} {self._done}/{self._total}" if self._total else "…"
        self._clear()
        self.stream.write(f"{self._name} {far}")
        self.stream.flush()
