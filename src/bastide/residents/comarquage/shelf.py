"""Where the texts of guides lie: one compressed file per content, named by its hash, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

_NAME = re.compile(r"[0-9a-f]{64}")


class MissingText(Exception):
    """The text is not on the shelf, or is not what was put there."""


class GuideFolder(FileSystemStorage):
    """A folder in which a file has its name only when it is whole."""

    def _save(self, name: str, content: ContentFile) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        draft, written = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(draft, "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
        os.replace(written, path)
        return name


def _storage() -> Storage:
    return storages["guides"]


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _place(digest: str) -> str:
    return f"{digest[:2]}/{digest}.z"


def put(content: bytes) -> str:
    """Keep a text; twice the same is once. Gives its digest."""
    digest = digest_of(content)
    if not _storage().exists(_place(digest)):
        _storage().save(_place(digest), ContentFile(zlib.compress(content, 6)))
    return digest


def take(digest: str) -> bytes:
    """The text of a digest. Raises MissingText."""
    if not _NAME.fullmatch(digest):
        raise MissingText(digest)
    try:
        with _storage().open(_place(digest)) as file:
            content = zlib.decompress(file.read())
    except (OSError, zlib.error) as error:
        raise MissingText(digest) from error
    if digest_of(content) != digest:
        raise MissingText(digest)
    return content


def digests() -> Iterator[str]:
    """All that lies there."""
    try:
        folders, _files = _storage().listdir("")
    except OSError:
        return
    for folder in folders:
        for name in _storage().listdir(folder)[1]:
            if name.endswith(".z"):
                yield name.removesuffix(".z")


def remove(digest: str) -> None:
    _storage().delete(_place(digest))


def settle() -> None:
    """Make what was put outlive a power cut, before the database says that it is there."""
    if isinstance(_storage(), FileSystemStorage):
        os.sync()
