"""The socket `clockwork`: what an app wants done again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bastide.kit.registry.sockets import Socket

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Periodic:
    """Work that `bastide tick` runs every `every`, on a fixed grid: each hour on the hour, each day at 0 h UTC.

    `run(at, say)` does it and tells `say` one line about what it did; it may run twice. `longest` is how long one run
    may take: after that it is held to be dead, and runs again. What may take hours `is_long`: a clock of its own runs
    it, so that the mails of the minute do not wait for it.
    """

    title: _StrOrPromise
    every: timedelta
    run: Callable[[datetime, Callable[[str], None]], None]
    longest: timedelta = timedelta(minutes=10)
    is_long: bool = False


periodics = Socket(
    "kit.tasks.clockwork",
    module="clockwork",
    plug_type=Periodic,
    doc="What is done again and again, run by `bastide tick`.",
)
