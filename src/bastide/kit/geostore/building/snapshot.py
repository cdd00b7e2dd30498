"""From the intermediate file to GeoParquet 1.1: checked, in Hilbert order, with the box of each row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ..engine import quoted_name, quoted_text
from ..manifest import BOX, GEOMETRY, KEY, RESERVED, ROW, Box, Column
from ..problems import BuildRefused

#: The least that DuckDB writes: a box asks for few of them.
ROW_GROUP = 2048
#: Simple feature types, by ST_GeometryType, as GeoParquet writes them.
TYPE_NAMES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
    "GEOMETRYCOLLECTION": "GeometryCollection",
}
#: What tiles and forms can show as it is; anything else becomes text.
WHOLE_TYPES = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
KEPT_TYPES = WHOLE_TYPES | {"VARCHAR", "BOOLEAN", "FLOAT", "DOUBLE", "DATE", "TIMESTAMP"}


@dataclass(frozen=True)
class Facts:
    """What the GeoParquet file holds."""

    rows: int
    box: Box | None
    columns: tuple[Column, ...]
    geometry_types: tuple[str, ...]


def attribute_columns(found: dict[str, str]) -> list[Column]:
    """The attributes of an intermediate file, of which `found` names all columns and their types.

    Raises BuildRefused when it has no shape, or names that cannot stand.
    """
    if GEOMETRY not in found:
        raise BuildRefused("Le fichier n’a pas de colonne « geometry ».")
    names = [name for name in found if name not in (GEOMETRY, KEY)]
    if taken := [name for name in names if name.lower() in RESERVED]:
        raise BuildRefused(f"La colonne « {taken[0]} » porte un nom réservé : renommez-la.")
    return [Column(name, found[name] if found[name] in KEPT_TYPES else "VARCHAR") for name in names]


def held_as(place: int) -> str:
    """The name of an attribute while it is worked on: a producer's column may be called as one of ours."""
    return f"_a{place}"


def write_snapshot(connection: duckdb.DuckDBPyConnection, intermediate: Path, into: Path, *, key_column: str) -> Facts:
    """Write `into` and say what it holds; the table `shapes` of the connection keeps the rows for the tiles.

    The same rows give the same bytes. Raises BuildRefused for shapes that are no WKB or lie off the globe, for a key
    that is missing, empty or used twice.
    """
    described = connection.execute(f"DESCRIBE SELECT * FROM {_parquet(intermediate)}").fetchall()
    found = {name: kind for name, kind, *_ in described}
    columns = attribute_columns(found)
    if key_column and key_column not in {column.name for column in columns}:
        raise BuildRefused(f"La clé « {key_column} » n’est pas une colonne de ce fichier.")
    has_key = KEY in found
    key = quoted_name(KEY) if has_key else quoted_name(key_column) if key_column else "NULL"
    attributes = "".join(
        f", {quoted_name(column.name)}::{column.type} AS {held_as(place)}" for place, column in enumerate(columns)
    )
    _refuse_broken_shapes(connection, intermediate)
    connection.execute(
        f"""
        CREATE TABLE raw AS
        SELECT * EXCLUDE (shape), CASE WHEN ST_IsEmpty(shape) THEN NULL ELSE ST_AsWKB(shape)::BLOB END AS wkb,
               ST_XMin(shape) AS x0, ST_YMin(shape) AS y0, ST_XMax(shape) AS x1, ST_YMax(shape) AS y1,
               ST_GeometryType(shape)::VARCHAR AS kind
        FROM (
            SELECT {key}::VARCHAR AS {KEY}{attributes}, ST_Force2D(ST_GeomFromWKB(geometry)) AS shape
            FROM {_parquet(intermediate)}
        )
        """
    )
    rows, *bounds = _one(connection, "SELECT count(*), min(x0), min(y0), max(x1), max(y1) FROM raw")
    box: Box | None = None if bounds[0] is None else tuple(bounds)
    if box is not None and not (box[0] >= -180 and box[2] <= 180 and box[1] >= -90 and box[3] <= 90):
        raise BuildRefused("Des formes sont hors du globe : le système de coordonnées est sans doute un autre.")
    if has_key or key_column:
        _refuse_bad_keys(connection, key_column or KEY)
    kinds = [
        kind
        for (kind,) in connection.execute("SELECT DISTINCT kind FROM raw WHERE x0 IS NOT NULL ORDER BY kind").fetchall()
    ]
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    order = ", ".join(held_as(place) for place in range(len(columns)))
    connection.execute(
        f"""
        CREATE TABLE shapes AS
        SELECT row_number() OVER sorted AS {ROW}, coalesce({KEY}, (row_number() OVER sorted)::VARCHAR) AS {KEY},
               * EXCLUDE ({KEY}, kind)
        FROM raw
        WINDOW sorted AS (ORDER BY ST_Hilbert(
            (x0 + x1) / 2, (y0 + y1) / 2, {{min_x: {west}, min_y: {south}, max_x: {east}, max_y: {north}}}::BOX_2D
        ) NULLS LAST, {KEY}, wkb{", " + order if order else ""})
        ORDER BY {ROW}
        """
    )
    connection.execute("DROP TABLE raw")
    facts = Facts(rows, box, tuple(columns), tuple(TYPE_NAMES[kind] for kind in kinds))
    _copy(connection, columns, into, facts)
    return facts


def _copy(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], into: Path, facts: Facts) -> None:
    attributes = "".join(f", {held_as(place)} AS {quoted_name(column.name)}" for place, column in enumerate(columns))
    # One thread: with several, the same rows would not always give the same bytes.
    threads = _one(connection, "SELECT current_setting('threads')")[0]
    connection.execute("SET threads = 1")
    connection.execute(
        f"""
        COPY (
            SELECT {ROW}, {KEY}{attributes},
                   CASE WHEN x0 IS NULL THEN NULL ELSE
                       {{xmin: x0, ymin: y0, xmax: x1, ymax: y1}} END AS {BOX},
                   wkb AS geometry
            FROM shapes ORDER BY {ROW}
        ) TO {quoted_text(str(into))} (
            FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {ROW_GROUP}, DICTIONARY_SIZE_LIMIT {2 * ROW_GROUP},
            KV_METADATA {{geo: {quoted_text(json.dumps(geo_metadata(facts), sort_keys=True))}}}
        )
        """
    )
    connection.execute(f"SET threads = {int(threads)}")


def geo_metadata(facts: Facts) -> dict[str, Any]:
    """The "geo" entry of the file, by GeoParquet 1.1; no "crs" means longitude and latitude (OGC:CRS84)."""
    geometry: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(facts.geometry_types),
        "covering": {"bbox": {side: [BOX, side] for side in ("xmin", "ymin", "xmax", "ymax")}},
    }
    if facts.box is not None:
        geometry["bbox"] = list(facts.box)
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: geometry}}


def _refuse_broken_shapes(connection: duckdb.DuckDBPyConnection, intermediate: Path) -> None:
    try:
        connection.execute(f"SELECT count(ST_GeomFromWKB(geometry)) FROM {_parquet(intermediate)}").fetchall()
    except (duckdb.InvalidInputException, duckdb.SerializationException, duckdb.BinderException) as error:
        raise BuildRefused("Une forme n’est pas du WKB lisible.") from error


def _refuse_bad_keys(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    if _one(connection, f"SELECT count(*) FROM raw WHERE {KEY} IS NULL OR {KEY} = ''")[0]:
        raise BuildRefused(f"La clé « {name} » est vide pour un objet au moins.")
    twice = connection.execute(
        f"SELECT {KEY} FROM raw GROUP BY {KEY} HAVING count(*) > 1 ORDER BY {KEY} LIMIT 1"
    ).fetchall()
    if twice:
        raise BuildRefused(f"La clé « {name} » n’est pas unique : « {twice[0][0]} » revient plusieurs fois.")


def _parquet(path: Path) -> str:
    return f"read_parquet({quoted_text(str(path))})"


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row
