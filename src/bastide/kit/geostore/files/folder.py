"""Layers in a folder of this machine, or one that several share."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bastide.kit.tasks.durable import flush_to_disk

from ..disk import explained
from ..problems import LayerUnreadable
from .base import LayerFiles, StoredFile

#: What ends the name of a file that is being copied.
PART = ".part"


class Folder(LayerFiles):
    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.root = str(self.folder.resolve()) + os.sep

    def put(self, source: Path, name: str) -> None:
        target = self.folder / name
        with explained():
            target.parent.mkdir(parents=True, exist_ok=True)
            flush_to_disk(source)
            try:
                os.replace(source, target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self._bring(source, target)
            flush_to_disk(target.parent)

    def _bring(self, source: Path, target: Path) -> None:
        """Copy from another disk, under another name until it is whole."""
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}{PART}")
        try:
            shutil.copyfile(source, part)
            flush_to_disk(part)
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)

    def size(self, name: str) -> int | None:
        try:
            return (self.folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, name: str, start: int, length: int) -> bytes:
        try:
            file = os.open(self.folder / name, os.O_RDONLY)
        except OSError as error:
            raise LayerUnreadable(f"Le fichier « {name} » ne peut pas être lu : {error.strerror}.") from error
        try:
            return os.pread(file, length, start)
        finally:
            os.close(file)

    def delete(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def all(self) -> Iterator[StoredFile]:
        for path in sorted(self.folder.glob("*/*")):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            modified_at = datetime.fromtimestamp(stat.st_mtime, tz=UTC)
            yield StoredFile(path.relative_to(self.folder).as_posix(), stat.st_size, modified_at)

    def address(self, name: str) -> str:
        return self.root + name
