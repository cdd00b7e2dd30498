"""This installation as a backup sees it: its database, its folders, its secret."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from bastide.kit.registry.folders import folders

from .errors import BackupError

SECRET = "secret.key"  # noqa: S105 - the name of a file


def state_dir() -> Path:
    return Path(settings.STATE_DIR)


def database_path() -> Path:
    return Path(connections["default"].settings_dict["NAME"])


def own_folders() -> dict[str, Path]:
    """By name, those whose files are on this machine, whether they exist yet or not."""
    return {name: path.absolute() for name, folder in folders if (path := folder.path()) is not None}


def elsewhere() -> list[str]:
    """Titles of folders whose files live elsewhere."""
    return [str(folder.title) for _name, folder in folders if folder.path() is None]


def files_in(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Paths below `folder` and what the disk says of them; links are left alone, and what is being written."""
    if not folder.is_dir():
        return
    for root, names, files in os.walk(folder):
        names.sort()
        for name in sorted(files):
            if name.endswith(".part"):
                continue
            path = Path(root) / name
            try:
                told = path.lstat()
            except FileNotFoundError:
                continue
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix(), told


def secret_fingerprint() -> str:
    """Says whether two installations have the same secret key, and nothing of the key."""
    return hmac.new(settings.SECRET_KEY.encode(), b"bastide.backup.fingerprint", hashlib.sha256).hexdigest()[:16]


def refuse_in_rehearsal() -> None:
    """A copy on which one rehearses writes into nobody's archive. Raises BackupError."""
    if settings.REHEARSAL:
        raise BackupError(
            _("Cette installation est une répétition (BASTIDE_REHEARSAL) : elle lit les sauvegardes, sans en faire.")
        )


def known_migrations() -> set[tuple[str, str]]:
    """The migrations that this software brings."""
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
