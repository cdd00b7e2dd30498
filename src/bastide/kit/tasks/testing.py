"""Several real processes on one database, for tests of what only shows between processes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

START = "import django; django.setup()\n"


class Processes:
    """Starts Python programs on the database of the test. The test must be transactional, so that they see its rows."""

    def __init__(self, address: str, refresh: Callable[[], None]) -> None:
        self.address, self._refresh = address, refresh

    def start(self, program: str, *arguments: object) -> "subprocess.Popen[str]":
        """Run `program`, Python source for which Django is set up, with `arguments` as `sys.argv[1:]`."""
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "bastide.project.settings.testing",
            "DATABASE_URL": self.address,
            "BASTIDE_STATE_DIR": str(settings.STATE_DIR),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", START + program, *map(str, arguments)],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def finish(self, *processes: "subprocess.Popen[str]", timeout: float = 60) -> list[int]:
        """Wait for all and make what they wrote readable here; gives their exit codes."""
        codes = [process.wait(timeout=timeout) for process in processes]
        for process in processes:
            process.stdin.close()
            process.stdout.close()
        self._refresh()
        return codes


def processes_on_this_database(folder: Path) -> Processes:
    """PostgreSQL is shared as it is; SQLite's test database lives in this process and is copied to a file and back."""
    if connection.vendor != "sqlite":
        at = connection.settings_dict
        address = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        return Processes(address, lambda: None)
    path = folder / "shared.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)

    def refresh() -> None:
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection)

    return Processes(f"sqlite:///{path}", refresh)
