"""What a place for layers' files can do."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    name: str
    size: int
    modified_at: datetime


class LayerFiles(ABC):
    """Files named `<layer>/<hash>.<kind>`, written once, whole or not at all."""

    #: What every address begins with, as DuckDB sees it.
    root: str

    @abstractmethod
    def put(self, source: Path, name: str) -> None:
        """Store `source` under `name`, and make sure that it outlives a power cut. `source` may be moved.

        Raises NoSpaceLeft, StorageRefused.
        """

    @abstractmethod
    def size(self, name: str) -> int | None:
        """In bytes; None when there is no such file."""

    @abstractmethod
    def read(self, name: str, start: int, length: int) -> bytes:
        """Up to `length` bytes from `start`. Raises LayerUnreadable."""

    @abstractmethod
    def delete(self, name: str) -> None:
        """Take the file away; nothing happens when it is gone already."""

    @abstractmethod
    def all(self) -> Iterator[StoredFile]:
        """Every stored file."""

    @abstractmethod
    def address(self, name: str) -> str:
        """How DuckDB names the file."""

    def extensions(self) -> tuple[str, ...]:
        """The DuckDB extensions without which the files cannot be read."""
        return ()

    def secret_sql(self) -> str:
        """What lets DuckDB read them; empty when nothing is needed."""
        return ""

    def explain(self, error: Exception) -> str:
        """A sentence in French about an error of DuckDB."""
        return f"Un fichier de couche ne peut pas être lu : {str(error).splitlines()[0]}"

    def chunks(self, name: str, start: int, length: int) -> Iterator[bytes]:
        """The same bytes as `read`, a piece at a time. Raises LayerUnreadable."""
        end = start + length
        while start < end:
            piece = self.read(name, start, min(CHUNK, end - start))
            if not piece:
                return
            start += len(piece)
            yield piece

    def digest(self, name: str) -> str:
        """The SHA-256 of what is stored. Raises LayerUnreadable."""
        found = hashlib.sha256()
        for piece in self.chunks(name, 0, self.size(name) or 0):
            found.update(piece)
        return found.hexdigest()
