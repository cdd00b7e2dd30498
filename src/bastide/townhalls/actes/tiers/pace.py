"""When to try again, and what to do first: rules as values; who calls writes down what comes out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .port import Ambiguous, CredentialsRefused, NotOffered, TiersProblem, Unreachable


class Step(StrEnum):
    """What may be done with a sending that did not end well."""

    SEND = "send"  # it surely did not arrive
    LOOK_UP = "look_up"  # it may have: ask before anything else
    ASK_A_PERSON = "ask_a_person"  # the connection, or the operator's own tool
    GIVE_UP = "give_up"  # refused: the same would be refused again


@dataclass(frozen=True, slots=True)
class Next:
    step: Step
    at: datetime | None = None  # None: not by itself


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait after the first, second… failure; the last one repeats, for an operator may be down for days."""

    delays: tuple[timedelta, ...] = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 240))
    #: Everybody must not come back at the same second: up to this share is added, always the same for one sending.
    spread: float = 0.2

    def delay(self, attempt: int, key: str = "") -> timedelta:
        """After the `attempt`-th failure, from 1."""
        base = self.delays[min(max(attempt, 1), len(self.delays)) - 1]
        return base * (1 + self.spread * (zlib.crc32(key.encode()) % 1000) / 1000)


DEFAULT = Backoff()


def next_step(problem: TiersProblem, *, attempt: int, at: datetime, key: str = "", backoff: Backoff = DEFAULT) -> Next:
    """What follows the `attempt`-th failure. `key` names the sending."""
    match problem:
        case Unreachable():
            return Next(Step.SEND, at + backoff.delay(attempt, key))
        case Ambiguous():
            return Next(Step.LOOK_UP, at + backoff.delay(attempt, key))
        case CredentialsRefused() | NotOffered():
            return Next(Step.ASK_A_PERSON)
        case _:
            return Next(Step.GIVE_UP)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many bytes an operator may send within a window; the ministry gives each one its own."""

    most_bytes: int
    window: timedelta = timedelta(hours=1)

    def has_room(self, sent: Iterable[tuple[datetime, int]], size: int, *, at: datetime) -> bool:
        """Whether `size` more may leave at `at`, after what was `sent` (moment, bytes)."""
        return size + sum(done for when, done in sent if at - self.window < when <= at) <= self.most_bytes
