"""Rows of an app, written as the intermediate file that a version is built from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import shapely

from ..disk import explained
from ..engine import quoted_name, quoted_text
from ..manifest import GEOMETRY, KEY
from ..problems import BuildRefused
from ..registry import TYPES, LiveRow

BATCH = 2000
TURN = 1 << 256


@dataclass(frozen=True)
class Compiled:
    """What was written; `digest` is the same for the same rows, whatever their order."""

    path: Path
    rows: int
    digest: str


def write_rows(rows: Iterable[LiveRow], columns: Mapping[str, str], into: Path) -> Compiled:
    """Write `rows` to the Parquet file `into`, in little memory.

    Raises BuildRefused for a row that is not what the layer declares, NoSpaceLeft.
    """
    names = list(columns)
    declared = {KEY: "VARCHAR", **{name: TYPES[kind] for name, kind in columns.items()}, GEOMETRY: "BLOB"}
    fields = ", ".join(f"{quoted_name(name)} {kind}" for name, kind in declared.items())
    count, total = 0, int.from_bytes(hashlib.sha256(json.dumps(list(columns.items())).encode()).digest(), "big")
    database = into.with_suffix(".rows.duckdb")
    with explained(), duckdb.connect(str(database), config={"threads": 1, "memory_limit": "256MB"}) as connection:
        connection.execute(f"CREATE TABLE rows ({fields})")
        for batch in _batches(rows):
            table: dict[str, Any] = {name: [] for name in declared}
            for key, shape, values in batch:
                wkb = _wkb(key, shape)
                if unknown := sorted(set(values) - set(names)):
                    raise BuildRefused(f"L’objet « {key} » a un attribut non déclaré : {unknown[0]}.")
                total = (total + _digest(key, wkb, [values.get(name) for name in names])) % TURN
                table[KEY].append(key)
                table[GEOMETRY].append(wkb)
                for name in names:
                    table[name].append(values.get(name))
            arrays = {f"c{place}": _array(column) for place, column in enumerate(table.values())}
            casts = ", ".join(f"c{place}::{kind}" for place, kind in enumerate(declared.values()))
            connection.register("batch", arrays)
            connection.execute(f"INSERT INTO rows SELECT {casts} FROM batch")
            connection.unregister("batch")
            count += len(batch)
        connection.execute(f"COPY rows TO {quoted_text(str(into))} (FORMAT parquet)")
    database.unlink()
    return Compiled(into, count, f"{total:064x}")


def _batches(rows: Iterable[LiveRow]) -> Iterator[list[LiveRow]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _array(values: list[Any]) -> Any:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _wkb(key: str, shape: Any) -> bytes | None:
    if shape is None or isinstance(shape, bytes):
        return shape
    if isinstance(shape, memoryview | bytearray):
        return bytes(shape)
    if isinstance(shape, shapely.Geometry):
        return shapely.to_wkb(shapely.force_2d(shape), include_srid=False)
    raise BuildRefused(f"La forme de l’objet « {key} » n’est ni du WKB ni une forme de shapely.")


def _digest(key: str, wkb: bytes | None, values: list[Any]) -> int:
    text = json.dumps([key, values], default=str, ensure_ascii=False)
    found = hashlib.sha256(text.encode())
    found.update(b"\0" if wkb is None else b"\1" + wkb)
    return int.from_bytes(found.digest(), "big")
