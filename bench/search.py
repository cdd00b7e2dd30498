"""The search at 128 communes, and at all of France with a million generated places, on SQLite and PostgreSQL.

Each installation has a process and a database of its own. Beside each answer stands what one would write without our
layer: titles and summaries in one full-text table of the same database, ordered by that database's own rank.
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
    """`--rows=N` generated places, `--only=sqlite` or `--only=postgresql`, `--keep=FOLDER` keeps SQLite's database."""
    options = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    print("## Search\n", flush=True)
    for vendor in [options["only"]] if "only" in options else ["sqlite", "postgresql"]:
        with _database(vendor, options.get("keep")) as environment:
            code = f"from bench.search_worker import work; work({int(options.get('rows') or ROWS)})"
            command = [sys.executable, "-m", "bastide.project", "shell", "--verbosity", "0", "--command", code]
            subprocess.run(command, env=os.environ | environment, check=True)
    print(f"\n{description()}")


@contextlib.contextmanager
def _database(vendor: str, keep: str | None) -> Iterator[dict[str, str]]:
    """The environment of an installation whose state is gone at the end."""
    with contextlib.ExitStack() as stack:
        folder = keep or stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(private_postgres()) if vendor == "postgresql" else ""
        yield {
            "BASTIDE_STATE_DIR": folder,
            "DATABASE_URL": server or f"sqlite:///{folder}/bench.sqlite3",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }


if __name__ == "__main__":
    run(sys.argv[1:])
