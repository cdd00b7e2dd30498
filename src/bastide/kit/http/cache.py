"""The cache of pages in files: Django's own, made for many small reads."""

from __future__ import annotations

import errno
import itertools
import os
import pickle
import secrets
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
#: Longer strings are files: a link's target may not be longer than a path.
LONGEST_WORD = 200
MISSING = object()


class PageFileCache(FileBasedCache):
    """A word that never expires is the target of a symbolic link: one system call reads it, one rename replaces it.

    Anything else is a file, read in one gulp and not compressed, since pages are already. Each system call lets another
    thread of a busy server go first: reading the words from files made a hit cost a third more.
    May hold `WRITES_BETWEEN_CULLS` entries more than `MAX_ENTRIES` for each process.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(location, params)
        self._writes = itertools.count(1)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        path = self._key_to_file(key, version)  # type: ignore[attr-defined]
        try:
            return os.readlink(path)
        except FileNotFoundError:
            return default
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
        return self._read_file(path, default)

    def _read_file(self, path: str, default: Any) -> Any:
        try:
            file = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return default
        try:
            data = os.read(file, os.fstat(file).st_size)
        finally:
            os.close(file)
        (expires_at,) = EXPIRY.unpack_from(data)
        # Written by this installation, in a folder that only it may open; Django does the same.
        return pickle.loads(data[EXPIRY.size :]) if expires_at > time.time() else default  # noqa: S301

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        is_word = isinstance(value, str) and 0 < len(value) <= LONGEST_WORD and "\0" not in value
        if not is_word or self.get_backend_timeout(timeout) is not None:
            super().set(key, value, timeout, version)
            return
        path = self._key_to_file(key, version)  # type: ignore[attr-defined]
        self._createdir()  # type: ignore[attr-defined]
        self._cull()
        aside = f"{path}.{secrets.token_hex(8)}"
        os.symlink(value, aside)
        os.replace(aside, path)

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
