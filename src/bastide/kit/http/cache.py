"""The cache of pages in files: Django's own, made for many small reads."""

from __future__ import annotations

import itertools
import os
import pickle
import struct
import time
from typing import IO, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

#: Django lists the folder at each write to see whether it is full; at 20,000 pages that costs more than the page.
WRITES_BETWEEN_CULLS = 128
#: At the head of a file: when its value expires, in seconds since the epoch.
EXPIRY = struct.Struct("<d")
NEVER = float("inf")
MISSING = object()


class PageFileCache(FileBasedCache):
    """Files read in one gulp and not compressed, since pages are already.

    May hold `WRITES_BETWEEN_CULLS` entries more than `MAX_ENTRIES` for each process.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)
        self._writes = itertools.count(1)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            file = os.open(self._key_to_file(key, version), os.O_RDONLY)  # type: ignore[attr-defined]
        except FileNotFoundError:
            return default
        try:
            data = os.read(file, os.fstat(file).st_size)
        finally:
            os.close(file)
        (expires_at,) = EXPIRY.unpack_from(data)
        # Written by this installation, in a folder that only it may open; Django does the same.
        return pickle.loads(data[EXPIRY.size :]) if expires_at > time.time() else default  # noqa: S301

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        value = self.get(key, MISSING, version)
        if value is not MISSING:
            self.set(key, value, timeout, version)
        return value is not MISSING

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self.get(key, MISSING, version) is not MISSING

    def _delete(self, path: str) -> bool:
        try:
            os.unlink(path)
        except FileNotFoundError:
            # Another process was faster.
            return False
        return True

    def _write_content(self, file: IO[bytes], timeout: Any, value: Any) -> None:
        expires_at = self.get_backend_timeout(timeout)
        file.write(EXPIRY.pack(NEVER if expires_at is None else expires_at))
        file.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def _cull(self) -> None:
        if next(self._writes) % WRITES_BETWEEN_CULLS == 0:
            super()._cull()  # type: ignore[misc]
