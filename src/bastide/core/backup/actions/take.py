"""Taking a backup while the service runs."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, models, transaction

import bastide
from bastide.core.journal import actions as journal
from bastide.core.journal.models import JournalHead

from .. import place
from ..archive import Archive, File, Manifest, new_name
from ..databases import postgres, sqlite
from ..models import BackupRun
from ..stores import store_at

WORK = "backup-work"


def take(
    *, destination: str, passphrase: str, clock: Callable[[], datetime], by: models.Model | None = None
) -> BackupRun:
    """Add one backup at `destination`, and say how it went in a row and in the journal.

    Files are listed before the database's moment and again after it: each file that the rows of that moment name is in.
    Killed at any step, it leaves the former backups as they were and a row that stays « en cours ».
    """
    place.refuse_in_rehearsal()
    store = store_at(destination)
    with store.lock():
        started_at = clock()
        BackupRun.objects.filter(state=BackupRun.State.RUNNING).update(state=BackupRun.State.INTERRUPTED)
        store.sweep(timedelta(0))
        run = BackupRun.objects.create(started_at=started_at, destination=str(store)[:300])
        try:
            archive = Archive.open(store, passphrase, create=True)
            work = _Work(archive, _last_files(archive))
            manifest = _manifest(work, started_at)
            archive.add(manifest)
        except Exception as error:
            run.state, run.ended_at, run.error = BackupRun.State.FAILED, clock(), f"{error}"[:2000]
            run.save()
            raise
        with transaction.atomic():
            run.state, run.ended_at, run.archive = BackupRun.State.DONE, clock(), manifest.name
            run.is_encrypted, run.files = archive.is_encrypted, manifest.count
            run.total_bytes, run.added_bytes = manifest.size, work.added_bytes
            run.save()
            journal.record(
                "backup.taken",
                target=run,
                by=by,
                at=clock(),
                data={"archive": manifest.name, "files": manifest.count, "bytes": manifest.size},
            )
    return run


@dataclass
class _Work:
    archive: Archive
    #: What the backup before knows: a file of the same size and time is not read again.
    before: dict[tuple[str, str], File]
    added_bytes: int = 0
    kept: dict[str, dict[str, File]] = field(default_factory=dict)

    def keep(self, path: Path, name: str) -> File:
        told = path.stat()
        content, size, added = self.archive.keep(lambda: path.open("rb"))
        self.added_bytes += added
        return File(name, content, size, told.st_mtime_ns)

    def keep_folders(self) -> None:
        """Keep each file that is not yet; one that disappears meanwhile is left out."""
        for name, folder in place.own_folders().items():
            kept = self.kept.setdefault(name, {})
            for path, told in place.files_in(folder):
                if path in kept:
                    continue
                former = self.before.get((name, path))
                if (
                    former is not None
                    and (former.size, former.mtime_ns) == (told.st_size, told.st_mtime_ns)
                    and self.archive.holds(former.content)
                ):
                    kept[path] = former
                    continue
                with contextlib.suppress(FileNotFoundError):
                    kept[path] = self.keep(folder / path, path)


def _last_files(archive: Archive) -> dict[tuple[str, str], File]:
    """Of the newest backup that can be read."""
    for name in reversed(archive.names()):
        with contextlib.suppress(Exception):
            manifest = archive.manifest(name)
            return {(folder, file.path): file for folder, files in manifest.folders.items() for file in files}
    return {}


def _manifest(work: _Work, at: datetime) -> Manifest:
    work.keep_folders()
    with _work_folder() as folder:
        dump = folder / "database"
        tables: dict[str, tuple[int, str]] = {}
        if connection.vendor == "sqlite":
            sqlite.snapshot(place.database_path(), dump)
            migrations, head = sqlite.applied_migrations(dump), sqlite.journal_head(dump)
        else:
            with postgres.snapshot(dump):
                tables = postgres.tables()
                migrations = _applied_migrations()
                head = JournalHead.objects.values_list("count", "hash").first() or (0, "")
        database = work.keep(dump, "database")
    work.keep_folders()
    secret = place.state_dir() / place.SECRET
    return Manifest(
        name=new_name(at),
        taken_at=at,
        release=bastide.__version__,
        vendor=connection.vendor,
        database=database,
        folders={name: list(files.values()) for name, files in work.kept.items()},
        migrations=migrations,
        tables=tables,
        journal=(head[0], head[1]),
        secret_fingerprint=place.secret_fingerprint(),
        # In the clear, a copy of the database alone would open second factors.
        secret=work.keep(secret, place.SECRET) if work.archive.is_encrypted and secret.is_file() else None,
    )


def _applied_migrations() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [(app, name) for app, name in cursor.fetchall()]


@contextlib.contextmanager
def _work_folder() -> Iterator[Path]:
    """Where the database lies in the clear for a while: ours alone, and gone at the end. One backup at a time."""
    parent = Path(settings.STATE_DIR) / WORK
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in parent.iterdir():
        # Of a backup that was killed.
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
