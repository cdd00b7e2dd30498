"""Where archives lie: a folder, or a bucket of S3."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from bastide.kit.tasks.durable import flush_to_disk

from .errors import BackupError, InUse

PART = ".part-"


class Store(Protocol):
    """Named byte strings; names hold `/`. A write is whole or absent."""

    def names(self, prefix: str) -> Iterator[str]: ...
    def exists(self, name: str) -> bool: ...
    def open(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]: ...
    def write(self, name: str, pieces: Iterator[bytes]) -> None: ...
    def delete(self, name: str) -> None: ...
    def lock(self) -> contextlib.AbstractContextManager[None]: ...

    def sweep(self, grace: timedelta) -> None: ...


class FolderStore:
    def __init__(self, root: Path) -> None:
        self.root = root

    def __str__(self) -> str:
        return str(self.root)

    def names(self, prefix: str) -> Iterator[str]:
        for path in sorted((self.root / prefix).rglob("*")):
            if path.is_file() and PART not in path.name and path != self.root / "lock":
                yield path.relative_to(self.root).as_posix()

    def exists(self, name: str) -> bool:
        return (self.root / name).is_file()

    def open(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        return (self.root / name).open("rb")

    def write(self, name: str, pieces: Iterator[bytes]) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f"{path.name}{PART}{secrets.token_hex(6)}")
        try:
            with open(aside, "xb", opener=_private) as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        flush_to_disk(path.parent)

    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.root / "lock", "w", opener=_private) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise InUse(
                    _("Une autre sauvegarde est en cours dans ce dossier : attendez qu’elle finisse.")
                ) from None
            yield

    def sweep(self, grace: timedelta) -> None:
        """What a killed backup left half written. Under the lock, nobody writes."""
        for path in self.root.rglob(f"*{PART}*"):
            path.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Pieces(io.RawIOBase):
    """Reads an iterator as a file, for boto3."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held:
            if (piece := next(self._pieces, None)) is None:
                return 0
            self._held = piece
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


class BucketStore:
    """`s3://bucket/prefix`. An upload is whole or absent; there is no lock, so that one installation writes there."""

    def __init__(self, bucket: str, prefix: str) -> None:
        try:
            import boto3  # noqa: PLC0415  (an extra: installed only where S3 is used)
        except ImportError:
            raise BackupError(_("Pour sauvegarder sur S3, installez « bastide[s3] ».")) from None
        self.bucket, self.prefix = bucket, f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.client = boto3.client("s3", endpoint_url=settings.BACKUP_S3_ENDPOINT or None)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"

    def names(self, prefix: str) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=f"{self.prefix}{prefix}"):
            for found in page.get("Contents", []):
                yield found["Key"][len(self.prefix) :]

    def exists(self, name: str) -> bool:
        return any(found == name for found in self.names(name))

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        body = self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)["Body"]
        with contextlib.closing(body):
            yield body

    def write(self, name: str, pieces: Iterator[bytes]) -> None:
        self.client.upload_fileobj(io.BufferedReader(_Pieces(pieces)), self.bucket, self.prefix + name)

    def delete(self, name: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=self.prefix + name)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        yield

    def sweep(self, grace: timedelta) -> None:
        """An upload that was cut leaves nothing that is seen."""


def store_at(destination: str) -> Store:
    """The folder or the bucket that `destination` names."""
    parts = urlsplit(destination)
    if parts.scheme == "s3":
        return BucketStore(parts.netloc, parts.path)
    return FolderStore(Path(destination).expanduser().resolve())
