"""SQLite: the online backup API copies one moment while others write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext as _

from ..errors import Damaged, InUse

SUFFIXES = ("-wal", "-shm", "-journal")


def snapshot(source: Path, target: Path) -> None:
    """Copy one moment of `source` into `target`, in one read transaction: in WAL mode nobody waits for it."""
    uri = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=20)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    prove(target)


def prove(path: Path) -> None:
    """Raises Damaged when the file is no whole database."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise Damaged(_("La base de données n’est pas saine : %(what)s.") % {"what": said})


def applied_migrations(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
        return copy.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()


def journal_head(path: Path) -> tuple[int, str]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
        return copy.execute("SELECT count, hash FROM journal_journalhead").fetchone() or (0, "")


def is_empty(path: Path) -> bool:
    """Whether there is no file, or one without tables."""
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as live:
            return live.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    except sqlite3.DatabaseError:
        return False


def refuse_if_in_use(path: Path) -> None:
    """Raises InUse when any other connection is open: a file must not go from under it."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except sqlite3.OperationalError:
        raise InUse(
            _("La base de données est utilisée : arrêtez le service (web, travailleur, horloge), puis recommencez.")
        ) from None
    except sqlite3.DatabaseError:
        # What is there is no database any more: a reason to restore, nothing that anybody uses.
        return
