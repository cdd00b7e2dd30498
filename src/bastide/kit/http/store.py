"""Where pages are kept, and how one knows that a stored page still holds.

Each tag has a version, a random word; a page remembers the versions its tags had when it was made, and holds as long as
they are the same. One more word, the generation, changes before and after every purge. It serves twice:

- a page is stored only if the generation did not move while it was made, so that a page rendered before a purge can
  never be stored after it with the new versions;
- as long as the generation is the one a process saw last, the versions it read then still hold, and the pages it
  keeps in memory may be served without asking for either: a hit costs one small read.

Losing a key (eviction, a cleared cache, an unreadable file) makes a miss, never an old page: versions are not reused.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from .entry import Entry

logger = logging.getLogger(__name__)

#: The tag of every page.
ALL = "all"
GENERATION = "generation"
#: What one process may keep in memory.
MEMORY_BYTES = 16 * 1024 * 1024
#: Tag versions that one process remembers before it starts again.
KNOWN_VERSIONS = 20_000


def tag_key(tag: str) -> str:
    """A tag may hold any sign, a cache key may not."""
    return f"tag.{hashlib.sha256(tag.encode()).hexdigest()}"


class PageStore:
    """Pages in the cache `pages`, with the memory of this process before it. Safe between threads."""

    def __init__(self, alias: str = "pages") -> None:
        self.alias = alias
        self._lock = threading.Lock()
        self._memory: OrderedDict[str, Entry] = OrderedDict()
        self._memory_bytes = 0
        #: (generation, versions read under it), replaced as a whole.
        self._known: tuple[str, dict[str, str]] = ("", {})

    @property
    def _cache(self) -> BaseCache:
        return caches[self.alias]

    def find(self, key: str, now: float) -> tuple[Entry | None, str | None]:
        """The page at `key` if it still holds, and the generation to give back to `keep`."""
        remembered = self._memory.get(key)
        wanted = [GENERATION] if remembered is not None else [GENERATION, key]
        found = self._read(wanted)
        generation = found.get(GENERATION)
        if not isinstance(generation, str):
            return None, self._start_generation()
        if remembered is not None:
            if self._holds(remembered, generation, now):
                return remembered, generation
            self._forget(key)
            found = self._read([key])
        entry = found.get(key)
        if isinstance(entry, Entry) and self._holds(entry, generation, now):
            self._remember(key, entry)
            return entry, generation
        return None, generation

    def keep(self, key: str, entry: Entry, tags: Iterable[str], generation: str) -> Entry | None:
        """Store `entry`, made since `generation` was current; None when a purge came in between or the cache fails."""
        try:
            versions = self._versions([*tags, ALL])
            if self._cache.get(GENERATION) != generation:
                return None
            entry = entry.packed(versions)
            self._cache.set(key, entry, timeout=max(1, entry.expires_at - entry.made_at))
        except Exception:
            logger.warning("A page could not be stored.", exc_info=True)
            return None
        self._remember(key, entry)
        return entry

    def bump(self, tags: Iterable[str]) -> None:
        """Give each of `tags` a new version. When the cache cannot be written, tries to empty it, then raises."""
        fresh = {tag_key(tag): secrets.token_hex(8) for tag in tags}
        try:
            self._cache.set(GENERATION, secrets.token_hex(8), timeout=None)
            self._cache.set_many(fresh, timeout=None)
            self._cache.set(GENERATION, secrets.token_hex(8), timeout=None)
        except Exception:
            logger.exception("Pages could not be purged one by one: the whole cache is emptied.")
            self._cache.clear()

    def _holds(self, entry: Entry, generation: str, now: float) -> bool:
        if entry.expires_at <= now:
            return False
        known_generation, known = self._known
        if known_generation == generation and all(known.get(key) == value for key, value in entry.versions.items()):
            return True
        # Read after the generation was: if a purge has begun since, the generation is no longer this one.
        read = self._read(list(entry.versions))
        if known_generation == generation and len(known) < KNOWN_VERSIONS:
            read = {**known, **read}
        self._known = (generation, read)
        return all(read.get(key) == value for key, value in entry.versions.items())

    def _versions(self, tags: Iterable[str]) -> dict[str, str]:
        """The version of each tag, by key; a tag that has none is given one."""
        keys = [tag_key(tag) for tag in tags]
        versions = {key: value for key, value in self._read(keys).items() if isinstance(value, str)}
        if missing := {key: secrets.token_hex(8) for key in keys if key not in versions}:
            self._cache.set_many(missing, timeout=None)
        return versions | missing

    def _start_generation(self) -> str | None:
        generation = secrets.token_hex(8)
        try:
            self._cache.set(GENERATION, generation, timeout=None)
        except Exception:
            logger.warning("The cache of pages cannot be written.", exc_info=True)
            return None
        return generation

    def _read(self, keys: list[str]) -> dict[str, Any]:
        """What can be read of `keys`: an unreadable value is a missing one."""
        try:
            return self._cache.get_many(keys) if len(keys) > 1 else {keys[0]: self._cache.get(keys[0])}
        except Exception:
            logger.warning("The cache of pages holds something unreadable.", exc_info=True)
        found = {}
        for key in keys:
            try:
                found[key] = self._cache.get(key)
            except Exception:  # noqa: S112 - said once above; the page is made again and written over it
                continue
        return found

    def _remember(self, key: str, entry: Entry) -> None:
        with self._lock:
            self._drop(key)
            self._memory[key] = entry
            self._memory_bytes += entry.weight
            while self._memory_bytes > MEMORY_BYTES:
                self._drop(next(iter(self._memory)))

    def _forget(self, key: str) -> None:
        with self._lock:
            self._drop(key)

    def _drop(self, key: str) -> None:
        if (gone := self._memory.pop(key, None)) is not None:
            self._memory_bytes -= gone.weight


@cache
def page_store() -> PageStore:
    """The one store of this process."""
    return PageStore()
