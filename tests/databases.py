"""What is made once for a run and copied by every process and installation that needs it: a migrated database, the
static files as they are served, and the demonstration. `python -m tests.databases` makes all three on SQLite.

`make test` names an empty folder for it in `BASTIDE_TESTS_MODEL`, so that a model is never older than the code. Without
the variable, as for one test by hand, each process migrates for itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = "BASTIDE_TESTS_MODEL"
ON_POSTGRES = "bastide_model"


def model_folder() -> Path | None:
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def model_file() -> Path | None:
    """A migrated SQLite database to copy; None when this run has no model."""
    if (kept := model_folder()) is None:
        return None
    model = kept / "model.sqlite3"
    with _first(kept / "sqlite") as is_first:
        if is_first:
            _bastide(kept / "state", "migrate", DATABASE_URL=f"sqlite:///{model}")
    return model


def model_on_postgres(url: str) -> str:
    """The name of a migrated database to copy, on the server of `url`; "" when this run has no model."""
    if (kept := model_folder()) is None:
        return ""
    with _first(kept / "postgresql") as is_first:
        if is_first:
            with postgres_of(url) as connection:
                connection.execute(f'CREATE DATABASE "{ON_POSTGRES}"')
            _bastide(kept / "state", "migrate", DATABASE_URL=beside(url, ON_POSTGRES))
    return ON_POSTGRES


def model_static() -> Path | None:
    """The static files, with hashed names and compressed; None when this run has no model."""
    if (kept := model_folder()) is None:
        return None
    with _first(kept / "collected") as is_first:
        if is_first:
            _bastide(kept / "state", "collectstatic", "--noinput")
    return kept / "state/static"


def model_demonstration() -> Path | None:
    """The state of an installation on SQLite that shows the demonstration; None when this run has no model."""
    if (kept := model_folder()) is None:
        return None
    state = kept / "demonstration"
    with _first(kept / "demonstrated") as is_first:
        if is_first:
            # What a first process left half made.
            shutil.rmtree(state, ignore_errors=True)
            state.mkdir(parents=True)
            shutil.copyfile(model_file(), state / "bastide.sqlite3")
            shutil.copytree(model_static(), state / "static")
            _bastide(state, "load_demo", DATABASE_URL=f"sqlite:///{state / 'bastide.sqlite3'}")
    return state


def beside(url: str, name: str) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rpartition('/')[0]}/{name}"))


def postgres_of(url: str) -> psycopg.Connection:
    """A connection to the database of a Django address, whose host may be the folder of a Unix socket."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    host = folder.removeprefix("/") if not parts.hostname and folder.startswith("//") else (parts.hostname or folder)
    return psycopg.connect(
        host=host or None,
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=name,
        autocommit=True,
    )


@contextlib.contextmanager
def _first(mark: Path) -> Iterator[bool]:
    """True for the first process that comes; the others wait until it is done. One that fails leaves it to the next."""
    mark.parent.mkdir(parents=True, exist_ok=True)
    with mark.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not mark.exists()
        mark.touch()


def _bastide(state: Path, *command: str, **environment: str) -> None:
    """Run a command of the installation in `state`."""
    program = [sys.executable, "-m", "bastide.project", *command, "--verbosity", "0"]
    subprocess.run(program, cwd=ROOT, env=environment_for(state, **environment), check=True)


def environment_for(state: Path, **more: str) -> dict[str, str]:
    """What a process of the installation in `state` gets: nothing of the tests' own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BASTIDE_", "DJANGO_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {**kept, "PYTHONPATH": path, "BASTIDE_STATE_DIR": str(state), **more}


if __name__ == "__main__":
    model_demonstration()
