"""The cache of pages in files: Django's own, without counting every file at every write."""

from __future__ import annotations

import itertools
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache

#: Django lists the folder at each write to see whether it is full; at 20,000 pages that costs more than the page.
WRITES_BETWEEN_CULLS = 128


class PageFileCache(FileBasedCache):
    """May hold `WRITES_BETWEEN_CULLS` entries more than `MAX_ENTRIES` for each process."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)
        self._writes = itertools.count(1)

    def _cull(self) -> None:
        if next(self._writes) % WRITES_BETWEEN_CULLS == 0:
            super()._cull()  # type: ignore[misc]
