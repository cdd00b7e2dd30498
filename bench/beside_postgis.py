"""The same communes in PostGIS, answered by tipg over HTTP: the usual way to serve them, where both can be had."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from dev import private_postgres
from tests.journeys.server import free_port

EXTENSIONS = Path("/usr/share/postgresql")
TABLE = "communes"
PATIENCE_S = 60


def why_not() -> str:
    """Empty when PostGIS is installed; tipg is then fetched into an environment of its own."""
    return "" if any(EXTENSIONS.glob("*/extension/postgis.control")) else "PostGIS is not installed"


@contextlib.contextmanager
def answering(rows: Iterable[tuple[str, str, bytes]]) -> Iterator[Callable[[str], bytes]]:
    """`rows`: code, name, WKB. Yields what asks tipg for a path, on one kept connection."""
    with private_postgres() as address, tempfile.TemporaryDirectory() as folder:
        socket_folder = address.partition("@/")[2].rpartition("/")[0]
        with psycopg.connect(host=socket_folder, user="bastide", dbname="postgres", autocommit=True) as connection:
            fill(connection, rows)
        tipg = environment(Path(folder))
        port = free_port()
        command = [tipg, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--log-level", "warning"]
        own = {"DATABASE_URL": f"postgresql://bastide@{quote(socket_folder, safe='')}/postgres"}
        process = subprocess.Popen(command, env=os.environ | own, cwd=folder)
        try:
            yield asker(port)
        finally:
            process.terminate()
            process.wait(30)


def fill(connection: psycopg.Connection, rows: Iterable[tuple[str, str, bytes]]) -> None:
    connection.execute("CREATE EXTENSION postgis")
    connection.execute(
        f"CREATE TABLE {TABLE} (id serial PRIMARY KEY, code text, nom text, geom geometry(MultiPolygon, 4326))"
    )
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} (code, nom, geom) FROM STDIN") as copy:
        for code, name, wkb in rows:
            copy.write_row((code, name, wkb.hex()))
    connection.execute(f"CREATE INDEX ON {TABLE} USING gist (geom)")
    connection.execute(f"VACUUM ANALYZE {TABLE}")


def environment(folder: Path) -> str:
    """The Python of an environment that holds tipg and nothing of ours."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "tipg")], check=True)
    python = str(folder / "tipg/bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "tipg", "uvicorn"], check=True)
    return python


def asker(port: int) -> Callable[[str], bytes]:
    connection: http.client.HTTPConnection | None = None

    def ask(path: str) -> bytes:
        nonlocal connection
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status not in (200, 204):
            raise RuntimeError(f"tipg answers {answer.status} to {path}: {body[:300]!r}")
        return body

    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            ask(f"/collections/public.{TABLE}")
        except (OSError, http.client.HTTPException, RuntimeError):
            connection = None
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return ask
