"""Rows of an app, written as the intermediate file that a version is built from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.utils.functional import Promise

from ..disk import explained
from ..engine import connect, quoted_name, quoted_text
from ..manifest import GEOMETRY, KEY
from ..problems import BuildRefused
from ..registry import TYPES, LiveRow

#: Digests of rows are added up, so that their order does not matter.
TURN = 1 << 256
#: The least room DuckDB is given for one line, in bytes.
LINE_ROOM = 1024 * 1024


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
    declared = {KEY: "VARCHAR", **{name: TYPES[kind] for name, kind in columns.items()}, GEOMETRY: "VARCHAR"}
    count, total = 0, int.from_bytes(hashlib.sha256(json.dumps(list(columns.items())).encode()).digest(), "big")
    # Lines of JSON: handing values to DuckDB one by one costs a millisecond each.
    lines, longest = into.with_suffix(".ndjson"), LINE_ROOM
    try:
        with explained():
            with lines.open("wb") as file:
                for key, shape, values in rows:
                    text = _line(key, _wkb(key, shape), values, columns)
                    line = text.encode()
                    total = (total + int.from_bytes(hashlib.sha256(line).digest(), "big")) % TURN
                    file.write(line)
                    longest = max(longest, len(line))
                    count += 1
            _to_parquet(lines, declared, into, longest)
    finally:
        lines.unlink(missing_ok=True)
    return Compiled(into, count, f"{total:064x}")


def _line(key: str, wkb: bytes | None, values: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    if unknown := sorted(set(values) - set(columns)):
        raise BuildRefused(f"L’objet « {key} » a un attribut non déclaré : « {unknown[0]} ».")
    told = [values.get(name) for name in columns]
    shape = None if wkb is None else wkb.hex()
    try:
        return json.dumps([key, *told, shape], ensure_ascii=False, allow_nan=False, default=_plain) + "\n"
    except (TypeError, ValueError) as error:
        raise BuildRefused(f"L’objet « {key} » a une valeur qui ne peut pas être gardée : {error}") from error


def _plain(value: Any) -> str:
    """Days as ISO, decimals and translated words as text: each is read again as the type of its column."""
    if isinstance(value, date | Decimal | Promise):
        return str(value)
    raise TypeError(type(value).__name__)


def _to_parquet(lines: Path, declared: Mapping[str, str], into: Path, longest: int) -> None:
    places = []
    for place, (name, kind) in enumerate(declared.items()):
        value = f"json->>{place}"
        read = f"unhex({value})" if name == GEOMETRY else f"({value})::{kind}"
        places.append(f"{read} AS {quoted_name(name)}")
    memory, spill = settings.LAYERS_BUILD_MEMORY, str(into.parent)
    with connect(memory=memory, threads=1, temporary=spill, spatial=False) as connection:
        connection.execute(
            f"""
            COPY (
                SELECT {", ".join(places)}
                FROM read_ndjson_objects({quoted_text(str(lines))}, maximum_object_size = {longest + 1})
            ) TO {quoted_text(str(into))} (FORMAT parquet)
            """
        )


def _wkb(key: str, shape: Any) -> bytes | None:
    if shape is None or isinstance(shape, bytes):
        return shape
    if isinstance(shape, memoryview | bytearray):
        return bytes(shape)
    if isinstance(shape, shapely.Geometry):
        return shapely.to_wkb(shapely.force_2d(shape), include_srid=False)
    raise BuildRefused(f"La forme de l’objet « {key} » n’est ni du WKB ni une forme de shapely.")
