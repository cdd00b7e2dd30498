"""A backup taken while others write, restored elsewhere; what is damaged or foreign refused before anything is touched.

Real processes with the real settings, on whichever database the suite runs.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from bastide.core.journal.testing import make_line
from bastide.core.mail.models import Mail
from bastide.core.territory.testing import make_valdorne
from bastide.kit.tasks.testing import address_of, processes_on_this_database
from tests.databases import postgres_of

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "une phrase assez longue pour une clé"

#: Writes a file, then the line that names it, again and again.
WRITER = """
import sys, threading, time
from pathlib import Path
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from bastide.core.journal import actions, testing
testing.declare_test_verb()
media = Path(settings.MEDIA_ROOT)
media.mkdir(parents=True, exist_ok=True)
stopped = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), stopped.set()), daemon=True).start()
number = 0
while not stopped.is_set():
    number += 1
    time.sleep(0.005)
    (media / f"{number}.txt").write_text(f"file {number}" * 200)
    with transaction.atomic():
        actions.record("test.done", at=timezone.now(), data={"word": str(number)})
    if number == 20:
        print("writing", flush=True)
print(number)
"""

#: A child that is killed within `action`, as by a power cut.
KILLED = """
import os, signal
from django.core.management import call_command
from django.db import connections

def killed_in(action):
    connections.close_all()
    child = os.fork()
    if child == 0:
        action()
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL

def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)
"""

TAKE = """
from django.core.management import call_command
call_command("backup")
"""

#: The first dies just before its backup would exist: its contents are there.
TAKE_AFTER_A_KILL = (
    KILLED
    + """
from bastide.core.backup.archive import Archive

def cut():
    Archive.add = die
    call_command("backup")

killed_in(cut)
call_command("backup")
"""
)

#: Dies when the database is in and the files are not; is undone; dies again; is finished.
RESTORE_AFTER_KILLS = (
    KILLED
    + """
import json
from bastide.core.backup import place, switch
from bastide.core.backup.databases import postgres, sqlite
from django.db import connection

def cut():
    original = switch._move
    def move(source, target):
        die() if ".restore-" in source.name and "sqlite3" not in source.name else original(source, target)
    switch._move = move
    call_command("restore")

killed_in(cut)
assert switch.Plan.unfinished() is not None
call_command("restore", undo=True)
base = place.database_path()
assert sqlite.is_empty(base) if connection.vendor == "sqlite" else postgres.is_empty()
assert not [path for folder in place.own_folders().values() for path, _ in place.files_in(folder)]
killed_in(cut)
call_command("restore", resume=True)
"""
)

#: What an installation holds, as JSON.
LOOK = """
import json
from pathlib import Path
from django.conf import settings
from django.db import connection
from bastide.core.backup.archive import Archive
from bastide.core.backup.models import BackupRun
from bastide.core.backup.stores import store_at
from bastide.core.journal.models import JournalLine
from bastide.core.mail.models import Mail
from bastide.core.journal.verify import verify
from bastide.core.territory.models import Commune
from bastide.kit.http.models import PagePurge
from bastide.kit.http.store import ALL
proof = verify()
archive = Archive.open(store_at(settings.BACKUP_TO), settings.BACKUP_KEY)
media = Path(settings.MEDIA_ROOT)
words = [line.data["word"] for line in JournalLine.objects.filter(verb="test.done")]
manifest = archive.manifest(archive.names()[-1])
print(json.dumps({
    "broken": proof.broken and proof.broken.what,
    "lines": proof.count,
    "head": list(manifest.journal),
    "heads": [JournalLine.objects.filter(number=manifest.journal[0]).values_list("hash", flat=True).first()],
    "last_verb": JournalLine.objects.order_by("-number").values_list("verb", flat=True).first(),
    "without_file": [word for word in words if word != "before" and not (media / f"{word}.txt").exists()],
    "wrong_files": [p.name for p in media.glob("*.txt") if p.read_text() != f"file {p.stem}" * 200],
    "files": len(list(media.glob("*.txt"))),
    "communes": Commune.objects.count(),
    "archives": archive.names(),
    "is_all_purged": PagePurge.objects.filter(tag=ALL, number__gt=manifest.taken_at.timestamp() * 1_000_000).exists(),
    "doubted": [mail.handed_at is None for mail in Mail.objects.all()],
    "states": sorted(BackupRun.objects.values_list("state", flat=True)),
}))
"""


class Installations:
    """The one of the test, and empty ones beside it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.processes = processes_on_this_database(folder, monkeypatch)
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "bastide.project.settings")
        monkeypatch.setenv("BASTIDE_BACKUP_TO", str(folder / "archives"))
        monkeypatch.setenv("BASTIDE_BACKUP_KEY", KEY)
        monkeypatch.setenv("BASTIDE_STATE_DIR", str(folder / "here"))
        self.databases: list[str] = []

    def elsewhere(self, name: str) -> Path:
        """From now on processes run on an empty installation."""
        state = self.folder / name
        self.monkeypatch.setenv("BASTIDE_STATE_DIR", str(state))
        if connection.vendor == "sqlite":
            self.monkeypatch.setenv("DATABASE_URL", f"sqlite:///{state / 'bastide.sqlite3'}")
            return state
        database = f"bastide_restore_{uuid.uuid4().hex[:8]}"
        with postgres_of(self.address()) as server:
            server.execute(f'CREATE DATABASE "{database}"')
        self.databases.append(database)
        self.monkeypatch.setenv("DATABASE_URL", f"{self.address().rpartition('/')[0]}/{database}")
        return state

    def address(self) -> str:
        return address_of(connection.settings_dict)

    def run(self, program: str) -> str:
        process = self.processes.start(program)
        said = process.communicate(timeout=120)[0]
        assert process.returncode == 0, said
        return said

    def drop(self) -> None:
        for database in self.databases:
            with postgres_of(self.address()) as server:
                server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@pytest.fixture
def installations(tmp_path, monkeypatch):
    make_valdorne()
    for minute in range(3):
        make_line(number_of_minutes=minute, word="before")
    now = timezone.now()
    Mail.objects.create(due_at=now, asked_at=now, sender="a@b.example", recipients=["c@d.example"], content=b"")
    made = Installations(tmp_path, monkeypatch)
    yield made
    made.drop()


def digest_of(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def test_a_backup_taken_under_writes_is_restored_elsewhere_equal_and_proved(installations):
    writer = installations.processes.start(WRITER)
    assert writer.stdout.readline() == "writing\n"

    installations.run(TAKE_AFTER_A_KILL)

    written = int(writer.communicate("stop\n", timeout=60)[0])
    state = installations.elsewhere("there")
    seen = json.loads(installations.run(RESTORE_AFTER_KILLS + LOOK).splitlines()[-1])

    assert written >= 20
    # The killed backup does not count; its row says so.
    assert len(seen["archives"]) == 1
    assert seen["states"] == ["interrupted", "interrupted"]
    # What waited then may have left since.
    assert seen["doubted"] == [False]
    # Everything up to the moment of the backup, nothing broken, and one line more: the restore's.
    assert seen["broken"] is None
    assert seen["head"][1] == seen["heads"][0]
    assert (seen["lines"], seen["last_verb"]) == (seen["head"][0] + 1, "backup.restored")
    assert seen["communes"] > 0
    # Each line's file came with it, whole.
    assert seen["files"] >= 20
    assert seen["without_file"] == seen["wrong_files"] == []
    # No machine shows a page made from what was there before.
    assert seen["is_all_purged"]
    assert not (state / "restore.json").exists()
    assert not list(state.glob("*.dump"))


REFUSALS = """
import json, sys
from pathlib import Path
from django.core.management import CommandError, call_command
from django.conf import settings
from bastide.core.backup import archive as archives
from bastide.core.backup import place
from bastide.core.backup.archive import Archive
from bastide.core.backup.stores import store_at
from dataclasses import replace

def attempt():
    try:
        call_command("restore")
    except CommandError as error:
        return str(error)
    return "restored"

root = Path(settings.BACKUP_TO)
said = {}
contents = sorted((root / "contents").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else -1)
manifest = next((root / "backups").iterdir())
for name, path in (("content", contents[-1]), ("list", manifest), ("description", root / "bastide-backup.json")):
    whole = path.read_bytes()
    half = len(whole) // 2
    for harm, harmed in (("flip", whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]), ("cut", whole[:-7])):
        path.write_bytes(harmed)
        said[f"{name} {harm}"] = attempt()
    path.write_bytes(whole)
contents[-1].rename(root / "lost")
said["content lost"] = attempt()
(root / "lost").rename(contents[-1])
settings.BACKUP_KEY, right = "une autre clé", settings.BACKUP_KEY
said["wrong key"] = attempt()
settings.BACKUP_KEY = right
known = place.known_migrations
place.known_migrations = lambda: known() - {("journal", "0002_guards")}
said["newer"] = attempt()
place.known_migrations = lambda: known() | {("journal", "0099_later")}
said["older"] = attempt()
place.known_migrations = known
opened = Archive.open(store_at(settings.BACKUP_TO), right)
kept = opened.manifest(manifest.name)
for name, changed in (("other vendor", replace(kept, vendor="oracle")), ("other format", replace(kept, format=9))):
    whole = manifest.read_bytes()
    opened.add(changed)
    said[name] = attempt()
    manifest.write_bytes(whole)
print(json.dumps(said))
"""


def test_what_is_damaged_or_foreign_is_refused_before_anything_is_touched(installations):
    installations.run(TAKE)
    state = installations.elsewhere("there")
    state.mkdir()
    (state / "secret.key").write_text("x" * 50)
    (state / "static").mkdir()
    before = digest_of(state)

    said = json.loads(installations.run(REFUSALS).splitlines()[-1])

    expected = {
        "content flip": "abîmé ou coupé",
        "content cut": "abîmé ou coupé",
        "content lost": "manque",
        "list flip": "abîmé ou coupé",
        "list cut": "abîmé ou coupé",
        "description cut": "abîmé",
        "wrong key": "La clé n’est pas celle",
        "newer": "version plus récente",
        "older": "version plus ancienne",
        "other vendor": "base oracle",
        "other format": "format 9",
    }
    assert {name: words in said[name] for name, words in expected.items()} == dict.fromkeys(expected, True), said
    assert "restored" not in said.values()
    assert digest_of(state) == before
    if connection.vendor == "postgresql":
        with postgres_of(installations.address().rpartition("/")[0] + f"/{installations.databases[0]}") as server:
            assert server.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


REPLACE = """
import contextlib, json, sqlite3, sys
from django.core.management import CommandError, call_command
from django.db import connection
import psycopg

def attempt(**options):
    try:
        call_command("restore", **options)
    except CommandError as error:
        return str(error)
    return "restored"

def somebody():
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"])
        other.execute("SELECT count(*) FROM journal_journalline").fetchone()
        return contextlib.closing(other)
    connection.ensure_connection()
    return psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"] or None)

said = {"not empty": attempt()}
with somebody():
    said["in use"] = attempt(replace=True)
said["replace"] = attempt(replace=True)
said["again"] = attempt(undo=True)
print(json.dumps(said))
"""


def test_a_place_in_use_or_not_empty_is_refused_and_replaced_when_told(installations):
    installations.run(TAKE)
    state = installations.folder / "here"
    (state / "media").mkdir(parents=True, exist_ok=True)
    (state / "media" / "later.txt").write_text("written later")
    if connection.vendor == "postgresql":
        # This very test is connected: a copy of its own.
        connection.close()

    said, *_ = (json.loads(line) for line in installations.run(REPLACE + LOOK).splitlines() if line.startswith("{"))

    assert "pas vide" in said["not empty"]
    assert "utilisée" in said["in use"]
    assert said["replace"] == "restored"
    assert "Aucune restauration" in said["again"]
    assert not (state / "media" / "later.txt").exists()
    assert [path.read_text() for path in state.glob("media.before-*/later.txt")] == ["written later"]
