"""The directory with a million generated places, on SQLite and PostgreSQL: search, counts, map, whole pages.

Each installation has a process and a database of its own. Beside the counts stands what one would write without our
layer: three GROUP BY of the same database.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dev import private_postgres

from .machine import description

ROWS = 1_000_000
ROOT = Path(__file__).resolve().parent.parent


def run(arguments: list[str]) -> None:
    """`--rows=N`; `--only=sqlite` or `postgresql`; `--no-words` leaves the index out; `--france`: all its communes."""
    options = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    rows, words, france = int(options.get("rows") or ROWS), "no-words" not in options, "france" in options
    print("## Directory\n", flush=True)
    for vendor in [options["only"]] if "only" in options else ["sqlite", "postgresql"]:
        with _database(vendor) as environment:
            code = f"from bench.directory_worker import work; work({rows}, words={words}, france={france})"
            command = [sys.executable, "-m", "bastide.project", "shell", "--verbosity", "0", "--command", code]
            subprocess.run(command, env=os.environ | environment, check=True)
    print(f"\n{description()}")


@contextlib.contextmanager
def _database(vendor: str) -> Iterator[dict[str, str]]:
    """The environment of an installation whose state is gone at the end."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(private_postgres()) if vendor == "postgresql" else ""
        yield {
            "BASTIDE_STATE_DIR": folder,
            "DATABASE_URL": server or f"sqlite:///{folder}/bench.sqlite3",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }


if __name__ == "__main__":
    run(sys.argv[1:])
