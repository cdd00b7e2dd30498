"""A real server with its own state folder and database, for the journeys, the screenshots and the benchmarks."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests import databases
from tests.databases import beside, model_demonstration, model_file, model_on_postgres, model_static, postgres_of

ROOT = Path(__file__).resolve().parents[2]


class ServerFailure(Exception):
    """A command or the server did not do what it should; holds what it said."""


@dataclass
class Server:
    """Where the portal answers, and where its state is."""

    port: int
    state: Path
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen | None = field(default=None, repr=False)

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_for(state: Path, database_url: str, **more: str) -> dict[str, str]:
    """What a process of this installation gets, whose data lie in `database_url`."""
    return databases.environment_for(state, DATABASE_URL=database_url, **more)


def bastide(environment: dict[str, str], *arguments: str) -> str:
    """What the command said. Raises ServerFailure when it fails."""
    return python(environment, "-m", "bastide.project", *arguments)


def python(environment: dict[str, str], *arguments: str) -> str:
    """What Python said when run for this installation. Raises ServerFailure when it fails."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ServerFailure(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def own_database(state: Path) -> Iterator[str]:
    """A new database without data: a file in `state`, or one of the PostgreSQL of DATABASE_URL, dropped at the end."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        if model := model_file():
            shutil.copyfile(model, state / "bastide.sqlite3")
        yield f"sqlite:///{state / 'bastide.sqlite3'}"
        return
    name = f"bastide_journeys_{uuid.uuid4().hex[:8]}"
    model = model_on_postgres(given)
    with postgres_of(given) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model or "template1"}"')
    try:
        yield beside(given, name)
    finally:
        with postgres_of(given) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


DEMONSTRATION = (("load_demo",),)


@contextlib.contextmanager
def prepared(*, load: tuple[tuple[str, ...], ...] = DEMONSTRATION, **environment: str) -> Iterator[Server]:
    """An installation that is ready to be served: migrated, loaded, static files collected. Gone at the end."""
    state = Path(tempfile.mkdtemp(prefix="bastide-journeys-"))
    try:
        with own_database(state) as database_url:
            env = environment_for(state, database_url, **environment)
            fill(env, load)
            yield Server(free_port(), state, env, state / "server.log")
    finally:
        shutil.rmtree(state, ignore_errors=True)


def fill(env: dict[str, str], load: tuple[tuple[str, ...], ...]) -> None:
    """Make an installation ready whose database `own_database` gave."""
    if static := model_static():
        shutil.copytree(static, Path(env["BASTIDE_STATE_DIR"]) / "static")
    else:
        with ThreadPoolExecutor() as pool:
            collected = pool.submit(bastide, env, "collectstatic", "--noinput", "--verbosity", "0")
            bastide(env, "migrate", "--verbosity", "0")
            collected.result()
    for command in load:
        bastide(env, *command)


@contextlib.contextmanager
def demonstration() -> Iterator[Server]:
    """The demonstration, ready to be served: a copy of the one that was made for this run, where there is one."""
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    model = None if on_postgres else model_demonstration()
    if model is None:
        with prepared() as alone:
            yield alone
        return
    state = Path(tempfile.mkdtemp(prefix="bastide-journeys-"))
    try:
        # Cached pages are links into the folder where they were made.
        shutil.copytree(model, state, dirs_exist_ok=True, ignore=shutil.ignore_patterns("cache"))
        env = environment_for(state, f"sqlite:///{state / 'bastide.sqlite3'}")
        yield Server(free_port(), state, env, state / "server.log")
    finally:
        shutil.rmtree(state, ignore_errors=True)


@contextlib.contextmanager
def serving(
    server: Server,
    *,
    application: str = "bastide.project.wsgi:application",
    workers: int = 1,
    respawn: bool = False,
    **environment: str,
) -> Iterator[Server]:
    """Granian answering for `server`, stopped at the end with all it started.

    `respawn` starts a worker that was killed again, as `make run` does.
    """
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
    command += ["--port", str(server.port), "--workers", str(workers), "--blocking-threads", "4"]
    command += ["--respawn-failed-workers"] if respawn else []
    with server.log.open("ab") as sink:
        server.process = subprocess.Popen(
            [*command, application],
            cwd=ROOT,
            # Links from a domain of its own to the portal name this very server.
            env={"BASTIDE_BASE_URL": server.origin, **server.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_it_answers(server)
        yield server
    finally:
        stop(server.process)


def wait_until_it_answers(server: Server, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.process is None or server.process.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{server.port}"})
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise ServerFailure(f"The server does not start:\n{server.log.read_text(errors='replace')[-4000:]}")


def stop(process: subprocess.Popen) -> None:
    """End the server and its workers: politely, then by force."""
    for number, patience_s in ((signal.SIGTERM, 8), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
            return
