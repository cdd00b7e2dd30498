"""Writing where a disk may be full and a process may be killed: folders for one build, and plain words for errors."""

from __future__ import annotations

import errno
import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
from django.conf import settings

from .problems import BuildRefused, NoSpaceLeft, StorageRefused

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL_WORDS = ("No space left", "Disk quota", "File too large", "max_temp_directory_size")
LOCK = ".alive"


@contextmanager
def explained() -> Iterator[None]:
    """Turn errors of the disk, ours or DuckDB's, into NoSpaceLeft, BuildRefused or StorageRefused."""
    full = "Il n’y a plus de place sur le disque : rien n’a été publié. Libérez de la place et recommencez."
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoSpaceLeft(full) from error
        raise StorageRefused(f"Le dossier des couches ne peut pas être écrit : {error.strerror}.") from error
    except duckdb.Error as error:
        # DuckDB tells a full disk under several names, one of them "failed to commit".
        if any(word in str(error) for word in FULL_WORDS):
            raise NoSpaceLeft(full) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            setting = "BASTIDE_LAYERS_BUILD_MEMORY"
            raise BuildRefused(f"Cette couche demande plus de mémoire que permis : augmentez {setting}.") from error
        if isinstance(error, duckdb.IOException):
            raise StorageRefused(f"Un fichier de travail ne peut pas être écrit : {_first_line(error)}") from error
        raise BuildRefused(f"Ces données ne peuvent pas devenir une couche : {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _builds() -> Path:
    folder = Path(settings.LAYERS_BUILD_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def build_folder() -> Iterator[Path]:
    """A folder for one build: gone when it ends, and swept by `sweep_builds` when its process was killed."""
    with explained():
        folder = Path(tempfile.mkdtemp(prefix="build-", dir=_builds()))
        alive = (folder / LOCK).open("w")
        # The kernel lets go of it when the process dies, whatever kills it.
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        alive.close()


def sweep_builds(*, older_than_seconds: float = 60) -> int:
    """Remove the folders of builds whose process is dead. Gives how many.

    A younger folder may be one whose lock is not taken yet.
    """
    swept = 0
    for folder in _builds().glob("build-*"):
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime > time.time() - older_than_seconds:
                continue
            # Opened to append: a folder left without its lock file gets one, and goes.
            with (folder / LOCK).open("a") as alive:
                try:
                    fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
    return swept
