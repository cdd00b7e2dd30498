"""An installation with a process and a database of its own, for the benches that fill one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dev import private_postgres

ROOT = Path(__file__).resolve().parent.parent
VENDORS = ("sqlite", "postgresql")


def run_inside(vendor: str, code: str, keep: str = "") -> None:
    """Run Python `code` in a new installation; `keep` is a folder that holds its state, else it is gone at the end."""
    with _environment(vendor, keep) as environment:
        command = [sys.executable, "-m", "bastide.project", "shell", "--verbosity", "0", "--command", code]
        subprocess.run(command, env=os.environ | environment, check=True)


@contextlib.contextmanager
def _environment(vendor: str, keep: str) -> Iterator[dict[str, str]]:
    with contextlib.ExitStack() as stack:
        folder = keep or stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(private_postgres()) if vendor == "postgresql" else ""
        yield {
            "BASTIDE_STATE_DIR": folder,
            "DATABASE_URL": server or f"sqlite:///{folder}/bench.sqlite3",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
