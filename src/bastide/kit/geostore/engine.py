"""DuckDB, started the one way we allow: its extensions from their wheels, nothing looked for on a network."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from os import getpid
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from .files import layer_files
from .problems import LayerUnreadable

CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Else each start hashes the extension to check its signature, 0.3 s: its wheel was checked when it was installed,
    # and whoever can change it can change our own code.
    "allow_unsigned_extensions": "true",
}


def extension_path(name: str) -> Path | None:
    """The file of a DuckDB extension in its installed wheel, None when the wheel is not installed."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "extensions" / f"v{duckdb.__version__}"
    path = folder / f"{name}.duckdb_extension"
    return path if path.exists() else None


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Raises LayerUnreadable when the wheel is missing or of another version than DuckDB."""
    path = extension_path(name)
    if path is None:
        raise LayerUnreadable(f"Le paquet « duckdb-extension-{name} » {duckdb.__version__} n’est pas installé.")
    connection.execute(f"LOAD {quoted_text(str(path))}")


def connect(
    database: str = ":memory:", *, memory: str, threads: int, temporary: str | None = None, spatial: bool = True
) -> duckdb.DuckDBPyConnection:
    """A DuckDB of our own that takes `memory` ("512MB") and `threads` at most, with the spatial functions.

    What does not fit in memory goes to the folder `temporary`; without one, such a query is refused.
    """
    connection = duckdb.connect(
        database,
        config={**CONFIG, "memory_limit": memory, "threads": threads, "temp_directory": temporary or ""},
    )
    if spatial:
        load_extension(connection, "spatial")
    return connection


def quoted_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class Reader:
    """The DuckDB that reads published files: one per process, one cursor per thread, nothing written."""

    def __init__(self) -> None:
        self.pid = getpid()
        self._local = threading.local()
        self._root = connect(memory=settings.LAYERS_MEMORY, threads=settings.LAYERS_THREADS)
        self._root.execute("SET parquet_metadata_cache = true")
        files = layer_files()
        for name in files.extensions():
            load_extension(self._root, name)
        if secret := files.secret_sql():
            self._root.execute(secret)
        self._root.execute(f"SET allowed_directories = [{quoted_text(files.root)}]")
        self._root.execute("SET enable_external_access = false")
        self._root.execute("SET lock_configuration = true")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one query with bound values. Raises LayerUnreadable when a file is missing or damaged."""
        cursor = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._root.cursor()
        try:
            return cursor.execute(sql, values).fetchall()
        except (duckdb.IOException, duckdb.HTTPException, duckdb.InvalidInputException) as error:
            raise LayerUnreadable(layer_files().explain(error)) from error


_lock = threading.Lock()
_reader: Reader | None = None


def reader() -> Reader:
    """The reader of this process; a forked child makes its own, for threads do not survive a fork."""
    global _reader
    known = _reader
    if known is None or known.pid != getpid():
        with _lock:
            if _reader is None or _reader.pid != getpid():
                _reader = Reader()
            known = _reader
    return known


def forget_reader() -> None:
    """Let the next query open a new reader: after a change of settings, in tests."""
    global _reader
    with _lock:
        _reader = None
