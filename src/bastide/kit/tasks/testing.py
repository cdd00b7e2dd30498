"""Several real processes on one database, for tests of what only shows between processes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

#: Nothing of what is imported at the start is garbage: looking for some took a sixth of the time.
START = "import gc; gc.set_threshold(100_000, 20, 50)\nimport django; django.setup()\n"


class Processes:
    """Starts Python programs on the database of the test, which must be transactional so that they see its rows."""

    def __init__(self, copy: Path | None) -> None:
        self.copy = copy

    def start(self, program: str, *arguments: object) -> subprocess.Popen[str]:
        """Run `program`, Python source for which Django is set up, with `arguments` as `sys.argv[1:]`."""
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", START + program, *map(str, arguments)],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def finish(self, *processes: subprocess.Popen[str], timeout: float = 60) -> list[int]:
        """Wait for all and make what they wrote readable here; gives their exit codes."""
        codes = [process.wait(timeout=timeout) for process in processes]
        for process in processes:
            process.stdin.close()
            process.stdout.close()
        if self.copy is not None:
            with closing(sqlite3.connect(self.copy)) as copy:
                copy.backup(connection.connection)
        return codes


def processes_on_this_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Processes:
    """PostgreSQL is shared as it is; SQLite's test database lives in this process: it is copied to a file, and back."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "bastide.project.settings.testing")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    if connection.vendor != "sqlite":
        monkeypatch.setenv("DATABASE_URL", address_of(connection.settings_dict))
        return Processes(None)
    path = folder / "shared.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    return Processes(path)


def address_of(database: dict) -> str:
    """The address of a PostgreSQL database, from Django's settings of it. A host may be the folder of a Unix socket."""
    port = f":{database['PORT']}" if database["PORT"] else ""
    place = f"/{database['HOST']}" if database["HOST"].startswith("/") else f"{database['HOST']}{port}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{place}/{database['NAME']}"
