"""What may leave within an hour: the ministry gives each operator its quota. When to try again is for `kit.tasks`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Quota:
    """How many bytes an operator may send within a window."""

    most_bytes: int
    window: timedelta = timedelta(hours=1)

    def has_room(self, sent: Iterable[tuple[datetime, int]], size: int, *, at: datetime) -> bool:
        """Whether `size` more may leave at `at`, after what was `sent` (moment, bytes)."""
        return size + sum(done for when, done in sent if at - self.window < when <= at) <= self.most_bytes
