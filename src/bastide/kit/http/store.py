"""Where pages are kept, and how one knows that a stored page still holds.

The database says which tags were purged, each with a number (see `models.py`). A page remembers the last number there
was before it was made, and holds as long as none of its tags has a greater one. So it does not matter where pages are
kept, in files of each machine or in one Redis, nor that one of them was written late: what says whether they hold is in
the same transaction as what changed, and all processes of all machines read it.

They need not read it for each request. A process trusts what it read for `TRUST_S`, and who purges waits as long after
the commit before the answer leaves: when a visitor is told that a change is done, nobody trusts anything older. Within
that time a page in memory is served without any input or output.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.dummy import DummyCache
from django.db import Error
from django.utils import timezone

from . import actions
from .entry import Entry
from .models import CLOCK, PagePurge

logger = logging.getLogger(__name__)

#: The tag of every page.
ALL = "all"
#: How long a process believes that nothing was purged since it read the database.
TRUST_S = 0.005
#: What one process may keep in memory.
MEMORY_BYTES = 16 * 1024 * 1024
#: Purged tags that one process remembers before it starts again.
KNOWN_TAGS = 20_000


@dataclass(frozen=True)
class Purges:
    """What a process knows of the purges: all of them up to `number`."""

    number: int
    #: `last` has the tags purged after this number, each with its last one.
    since: int
    last: dict[str, int] = field(default_factory=dict)
    #: Tags whose purge has no number yet.
    waiting: frozenset[str] = frozenset()
    #: When reading them began, on the clock of `time.monotonic`.
    read_at: float = float("-inf")

    def and_then(self, rows: list[tuple[str, int | None]], read_at: float) -> Purges:
        """With what was read of (tag, number) since `number`."""
        if not rows:
            return replace(self, waiting=frozenset(), read_at=read_at)
        numbered = {tag: number for tag, number in rows if number is not None}
        waiting = frozenset(tag for tag, number in rows if number is None)
        number = numbered.pop(CLOCK, self.number)
        last = {**self.last, **numbered}
        if len(last) > KNOWN_TAGS:
            return Purges(number, number, {}, waiting, read_at)
        return Purges(number, self.since, last, waiting, read_at)


class Kept(NamedTuple):
    """A page in memory, and the number of the last purge that is known to have spared it."""

    entry: Entry
    number: int


class PageStore:
    """Pages in the cache `pages`, with the memory of this process before it. Safe between threads."""

    def __init__(self, alias: str = "pages") -> None:
        self.alias = alias
        self._lock = threading.Lock()
        self._memory: OrderedDict[str, Kept] = OrderedDict()
        self._memory_bytes = 0
        self._reading = threading.Lock()
        self._purges: Purges | None = None

    @property
    def _cache(self) -> BaseCache:
        return caches[self.alias]

    def known(self) -> Purges | None:
        """What was purged, not older than `TRUST_S`; None when no page is kept, or nobody can say which still hold."""
        purges = self._purges
        if purges is not None and time.monotonic() - purges.read_at < TRUST_S:
            return purges
        if isinstance(self._cache, DummyCache):
            return None
        try:
            return self._read_purges()
        except Error:
            logger.warning("The database does not say which pages still hold.", exc_info=True)
            return None

    def find(self, key: str, now: float, purges: Purges) -> Entry | None:
        """The page at `key`, if it holds after `purges`."""
        kept = self._memory.get(key)
        if kept is not None and kept.number == purges.number and not purges.waiting and kept.entry.expires_at > now:
            return kept.entry
        for entry, number in self._candidates(key, kept):
            if entry.expires_at > now and self._holds(entry, number, purges):
                self._remember(key, Kept(entry, purges.number))
                return entry
        return None

    def find_anyway(self, key: str, now: float) -> Entry | None:
        """The page at `key` though nobody can say whether it was purged: better than an error."""
        kept = self._memory.get(key)
        entry = kept.entry if kept is not None else self._read(key)
        return entry if entry is not None and entry.expires_at > now else None

    def keep(self, key: str, entry: Entry, tags: Iterable[str], purges: Purges) -> Entry | None:
        """Store `entry`, made after `purges`; None when one of its tags waits for its number or the cache fails."""
        entry = replace(entry, tags=frozenset([*tags, ALL]), number=purges.number)
        if not purges.waiting.isdisjoint(entry.tags):
            return None
        try:
            entry = entry.packed()
            self._cache.set(key, entry, timeout=max(1, math.ceil(entry.expires_at - entry.made_at)))
        except Exception:
            logger.warning("A page could not be stored.", exc_info=True)
            return None
        self._remember(key, Kept(entry, purges.number))
        return entry

    def _candidates(self, key: str, kept: Kept | None) -> Iterator[Kept]:
        """What is in memory, then what another process may have stored since."""
        if kept is not None:
            yield kept
        if (entry := self._read(key)) is not None:
            yield Kept(entry, entry.number)

    def _holds(self, entry: Entry, number: int, purges: Purges) -> bool:
        """Whether `entry`, which every purge up to `number` spared, was spared by all of `purges`."""
        if number > purges.number or not purges.waiting.isdisjoint(entry.tags):
            return False
        if number >= purges.since:
            return all(purges.last.get(tag, 0) <= number for tag in entry.tags)
        try:
            return PagePurge.objects.last_number_of(entry.tags) <= number
        except Error:
            logger.warning("The database does not say whether a page still holds.", exc_info=True)
            return False

    def _read_purges(self) -> Purges:
        with self._reading:
            purges, begun = self._purges, time.monotonic()
            if purges is None:
                number = PagePurge.objects.last_number() or actions.start_clock(at=timezone.now()).number
                assert number is not None
                purges = Purges(number, since=number)
            if begun - purges.read_at >= TRUST_S:
                self._purges = purges = purges.and_then(PagePurge.objects.read_since(purges.number), begun)
        return purges

    def _read(self, key: str) -> Entry | None:
        """What the cache has at `key`: an unreadable value is a missing one."""
        try:
            entry = self._cache.get(key)
        except Exception:
            logger.warning("The cache of pages holds something unreadable.", exc_info=True)
            return None
        return entry if isinstance(entry, Entry) else None

    def _remember(self, key: str, kept: Kept) -> None:
        with self._lock:
            self._drop(key)
            self._memory[key] = kept
            self._memory_bytes += kept.entry.weight
            while self._memory_bytes > MEMORY_BYTES:
                self._drop(next(iter(self._memory)))

    def _drop(self, key: str) -> None:
        if (gone := self._memory.pop(key, None)) is not None:
            self._memory_bytes -= gone.entry.weight


@cache
def page_store() -> PageStore:
    """The one store of this process."""
    return PageStore()
