"""The raw table: rows as the delivery gives them, in a DuckDB file of the workspace, before they are checked."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import duckdb_extension_spatial

from .answers import DeliveryRefused, Limits, Remark

GEOMETRY = "geometry"
#: Names that the store keeps for itself.
_TAKEN = frozenset({GEOMETRY, "_row", "_key", "_bbox"})
_LONGEST_NAME = 120


@dataclass
class Raw:
    """What the raw table holds: `r` (number of the row), `g` (WKB) and `c0`, `c1`…, one per name of `names`."""

    names: list[str]
    #: What a row is called in a message: "objet" or "ligne".
    noun: str = "objet"
    crs: str = ""
    crs_source: str = ""
    #: What the file says of its system when it could not be told which.
    crs_said: str = ""
    encoding: str = "UTF-8"
    #: Names of columns that may be dropped when they hold nothing.
    housekeeping: frozenset[str] = frozenset()
    remarks: list[Remark] = field(default_factory=list)


def connect(path: Path, limits: Limits) -> duckdb.DuckDBPyConnection:
    """A database of the workspace, with the spatial functions, and no way to reach anything else by itself."""
    connection = duckdb.connect(
        str(path),
        config={
            "memory_limit": f"{limits.memory}B",
            "threads": 2,
            "temp_directory": str(path.with_suffix(".spill")),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.load_extension(str(spatial_extension()))
    # Moments are kept without a zone, in universal time, whatever the machine's.
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def spatial_extension() -> Path:
    """The file of the extension, in its package: nothing is ever downloaded."""
    name = f"v{duckdb.__version__}/spatial.duckdb_extension"
    for folder in duckdb_extension_spatial.__path__:
        path = Path(folder, "extensions", name)
        if path.is_file():
            return path
    raise FileNotFoundError(f"duckdb_extension_spatial has no {name}: install the version of DuckDB")


def safe_names(names: list[str]) -> list[str]:
    """Names for the columns: as they are, without signs that do not print, never twice, whatever the case."""
    safe: list[str] = []
    taken = set(_TAKEN)
    for number, name in enumerate(names, start=1):
        plain = "".join(
            " " if unicodedata.category(sign)[0] in "CZ" else sign for sign in unicodedata.normalize("NFC", name)
        )
        plain = re.sub(" +", " ", plain).strip()[:_LONGEST_NAME] or f"colonne_{number}"
        candidate, again = plain, 1
        while candidate.casefold() in taken:
            again += 1
            candidate = f"{plain}_{again}"
        taken.add(candidate.casefold())
        safe.append(candidate)
    return safe


class Spool:
    """Rows that Python made, on their way to a table: as text on the disk, which DuckDB reads a hundred times faster.

    Given objects, it asks for each one whether pandas is installed.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self.longest = 1 << 20
        self._file = path.open("w", encoding="utf-8", newline="")
        self._write = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def write(self, row: int, shape: bytes | None, cells: Sequence[object] = ()) -> None:
        """Empty cells and None become NULL."""
        plain = [cell.replace("\0", "") if isinstance(cell, str) else cell for cell in cells]
        # A sign takes four bytes at most.
        self.longest = max(self.longest, 4 * self._write([row, shape.hex() if shape else "", *plain]))

    def into(self, table: str, types: Sequence[str] = ()) -> None:
        """Make a table of `r`, `g` and the cells `c0`, `c1`… in these types."""
        self._file.close()
        columns = {"r": "BIGINT", "g": "VARCHAR", **{f"c{i}": kind for i, kind in enumerate(types)}}
        cells = "".join(f", c{i}" for i in range(len(types)))
        self.connection.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT r, unhex(g) AS g{cells} "  # noqa: S608 (names made here)
            "FROM read_csv($path, columns = $columns, "
            "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
            "new_line = '\\n', parallel = false, "
            f"max_line_size = {self.longest}, buffer_size = {4 * self.longest})",
            {"path": str(self.path), "columns": columns},
        )


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def check_columns(names: list[str], limits: Limits) -> None:
    if len(names) > limits.columns:
        raise DeliveryRefused(
            "too-large",
            f"La couche a {len(names)} colonnes, plus que les {limits.columns} permises. Gardez les utiles.",
        )
