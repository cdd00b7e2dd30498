"""From the raw table to the Parquet file: places checked, mended, moved to longitude and latitude; columns typed."""

# Every piece of SQL here is made of names made here; a person's names go through `identifier`, values as parameters.
# ruff: noqa: S608

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import shapely

from . import systems
from .answers import ROWS_NAMED, Column, DeliveryRefused, Limits, Remark, some
from .archives import printable
from .column_types import typed
from .raw import GEOMETRY, Raw, Spool, identifier, safe_names

_BATCH = 2_000
_LONLAT = "EPSG:4326"
_REASONS = {
    "self-intersection": "contour qui se croise",
    "ring self-intersection": "contour qui se touche",
    "too few points": "trop peu de points",
    "hole lies outside": "trou hors du contour",
    "nested holes": "trous emboîtés",
    "nested shells": "contours emboîtés",
    "duplicate rings": "contour en double",
    "interior is disconnected": "intérieur coupé en deux",
}


@dataclass
class Places:
    """What the checks found about the places."""

    types: dict[str, int] = field(default_factory=dict)
    bbox: tuple[float, float, float, float] | None = None
    without: int = 0
    repaired: int = 0


class Compiler:
    """One raw table, compiled."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, raw: Raw, workspace: Path, limits: Limits, name: str
    ) -> None:
        self.connection = connection
        self.raw = raw
        self.workspace = workspace
        self.limits = limits
        self.name = printable(name)
        self.remarks = raw.remarks

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...]:
        return self.connection.execute(sql, list(values)).fetchone() or ()

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(values)).fetchall()

    def count(self, *, spatial: bool) -> int:
        rows, placed = self._one("SELECT count(*), count(g) FROM raw")
        if rows > self.limits.rows:
            raise DeliveryRefused(
                "too-large",
                f"« {self.name} » a plus de {self.limits.rows} lignes. Livrez la couche en plusieurs parties.",
            )
        if not rows:
            raise DeliveryRefused("empty", f"« {self.name} » ne contient aucune ligne : il n’y a rien à publier.")
        if spatial and not placed:
            raise DeliveryRefused(
                "no-geometry", f"Aucune ligne de « {self.name} » n’a de position : il n’y a rien à placer sur la carte."
            )
        return int(rows)

    def columns(self) -> tuple[list[Column], list[str]]:
        """The columns to keep, and the SQL expression of each."""
        types = {name: kind for name, kind, *_ in self._rows("DESCRIBE raw")}
        in_csv = self.raw.noun == "ligne"
        given = typed(self.connection, self.raw.names) if in_csv else None
        columns, expressions = [], []
        safe = safe_names(self.raw.names)
        for number, (source, name) in enumerate(zip(self.raw.names, safe, strict=True)):
            raw_name = f"c{number}"
            if (
                source in self.raw.housekeeping
                and not self._one(f"SELECT count({_filled(raw_name, types)}) FROM raw")[0]
            ):
                continue
            expression = given[number] if given else _simple(raw_name, str(types[raw_name]))
            kind = self._one(f"SELECT typeof({expression}) FROM raw LIMIT 1")[0]
            columns.append(Column(name, source, str(kind).strip('"')))
            expressions.append(f"{expression} AS {identifier(name)}")
            if name != source:
                self.remarks.append(
                    Remark(
                        "renamed",
                        f"La colonne « {printable(source)} » s’appelle « {name} » dans la couche.",
                        field=source,
                    )
                )
        return columns, expressions

    def place(self, crs: str) -> Places:
        """Make the table `placed` (row, WKB in longitude and latitude); `crs` is the system of the raw shapes."""
        places = Places()
        self._draw(places)
        sample = self._one(
            "SELECT avg(ST_XMin(g) / 2 + ST_XMax(g) / 2), avg(ST_YMin(g) / 2 + ST_YMax(g) / 2) FROM (FROM drawn "
            "WHERE g IS NOT NULL LIMIT 1000)"
        )
        middle = (sample[0], sample[1]) if sample and sample[0] is not None else (0.0, 0.0)
        if not crs:
            said = f" (le fichier dit « {printable(self.raw.crs_said)} », sans code connu)" if self.raw.crs_said else ""
            raise DeliveryRefused(
                "crs-unknown",
                f"« {self.name} » ne dit pas dans quel système de coordonnées il est{said}. {systems.advice(*middle)}",
            )
        self._move(crs, middle)
        self._look_where(crs, middle)
        self._measure(places)
        if precision := systems.system(crs).precision:
            self.remarks.append(
                Remark("precision", f"La couche est en {systems.system(crs).name} : elle est placée {precision}.")
            )
        return places

    def _draw(self, places: Places) -> None:
        """Shapes in two dimensions, mended; the table `drawn`."""
        self.connection.execute(
            "CREATE OR REPLACE TABLE drawn AS SELECT r, CASE WHEN ST_IsEmpty(g) THEN NULL ELSE g END AS g "
            "FROM (SELECT r, ST_Force2D(ST_GeomFromWKB(g)) AS g FROM raw)"
        )
        reasons: dict[str, tuple[int, list[int]]] = {}
        lost: list[int] = []
        cursor = self.connection.cursor()
        cursor.execute("SELECT r, ST_AsWKB(g) FROM drawn WHERE g IS NOT NULL AND NOT ST_IsValid(g) ORDER BY r")
        with Spool(self.connection, self.workspace / "mended.csv") as spool:
            while rows := cursor.fetchmany(_BATCH):
                with np.errstate(invalid="ignore"):
                    # A line of one point is no shape at all, and becomes None here.
                    shapes = shapely.from_wkb([bytes(wkb) for _, wkb in rows], on_invalid="fix")
                self._mend([row for row, _ in rows], shapes, reasons, lost, spool)
            spool.into("mended")
        self.connection.execute("UPDATE drawn SET g = ST_GeomFromWKB(m.g) FROM mended m WHERE m.r = drawn.r")
        places.repaired = sum(count for count, _ in reasons.values())
        for reason, (count, first) in reasons.items():
            self.remarks.append(
                Remark(
                    "repaired",
                    f"{count} forme(s) réparée(s), {reason} : {self.raw.noun} {some(first, count)}. Vérifiez-les "
                    "sur la carte.",
                    count=count,
                    rows=tuple(first),
                )
            )
        if lost:
            self.remarks.append(
                Remark(
                    "shape-lost",
                    f"Forme(s) sans surface ni longueur, gardée(s) sans position : {self.raw.noun} "
                    f"{some(lost[:ROWS_NAMED], len(lost))}.",
                    count=len(lost),
                    rows=tuple(lost[:ROWS_NAMED]),
                )
            )

    def _mend(
        self,
        rows: list[int],
        shapes: np.ndarray,
        reasons: dict[str, tuple[int, list[int]]],
        lost: list[int],
        spool: Spool,
    ) -> None:
        coordinates, index = shapely.get_coordinates(shapes, return_index=True)
        wild = np.unique(index[~np.isfinite(coordinates).all(axis=1)])
        if len(wild):
            found = [rows[i] for i in wild[:ROWS_NAMED]]
            raise DeliveryRefused(
                "bad-coordinates",
                f"« {self.name} » a des coordonnées qui ne sont pas des nombres ({self.raw.noun} "
                f"{some(found, len(wild))}). "
                "Corrigez ces formes, ou retirez-les.",
            )
        whole = [
            _same_dimension(mended, shape) for mended, shape in zip(shapely.make_valid(shapes), shapes, strict=True)
        ]
        for row, shape, reason in zip(rows, whole, shapely.is_valid_reason(shapes), strict=True):
            if shape is None:
                lost.append(row)
                continue
            plain = reason.partition("[")[0].strip().lower()
            french = next((text for start, text in _REASONS.items() if plain.startswith(start)), "forme incorrecte")
            count, first = reasons.setdefault(french, (0, []))
            reasons[french] = (count + 1, first + [row] * (len(first) < ROWS_NAMED))
        for row, shape in zip(rows, whole, strict=True):
            spool.write(row, None if shape is None else shapely.to_wkb(shape))

    def _move(self, crs: str, middle: tuple[float, float]) -> None:
        shape = "g" if crs == _LONLAT else "ST_Transform(g, $1, $2, always_xy := true)"
        try:
            self.connection.execute(
                f"CREATE OR REPLACE TABLE placed AS SELECT r, {shape} AS g FROM drawn",
                [] if crs == _LONLAT else [crs, _LONLAT],
            )
        except duckdb.Error as error:
            if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):
                raise
            if "could not create projection" in str(error).lower():
                raise DeliveryRefused(
                    "crs-unknown", f"Le système de coordonnées « {crs} » n’existe pas. {systems.advice(*middle)}"
                ) from error
            raise self._wrong(crs, middle) from error
        if self._one(
            "SELECT count(*) FROM placed WHERE g IS NOT NULL AND (NOT isfinite(ST_XMax(g) + ST_XMin(g) + "
            "ST_YMax(g) + ST_YMin(g)) "
            "OR ST_XMax(g) > 180.0001 OR ST_XMin(g) < -180.0001 OR ST_YMax(g) > 90.0001 OR ST_YMin(g) < -90.0001)"
        )[0]:
            raise self._wrong(crs, middle)

    def _wrong(self, crs: str, middle: tuple[float, float]) -> DeliveryRefused:
        told = systems.system(crs)
        name = told.name if told.name == crs else f"{told.name} ({crs})"
        found = [code for code in systems.guesses(*middle) if code != crs]
        hint = systems.advice(*middle) if found else "Vérifiez le système auprès du producteur, et indiquez son code."
        return DeliveryRefused(
            "crs-wrong",
            f"« {self.name} » est annoncé en {name}, mais ses coordonnées (autour de {_french(middle[0])} ; "
            f"{_french(middle[1])}) "
            f"n’y mènent pas. {hint}",
        )

    def _look_where(self, crs: str, middle: tuple[float, float]) -> None:
        """Refuse a projection where most shapes fall outside its area; tell which rows fall outside France."""
        self.connection.execute(
            "CREATE OR REPLACE TEMP VIEW middles AS "
            "SELECT r, (ST_XMin(g) + ST_XMax(g)) / 2 AS x, (ST_YMin(g) + ST_YMax(g)) / 2 AS y FROM placed WHERE "
            "g IS NOT NULL"
        )
        area = systems.system(crs).area
        total, outside = self._one(
            f"SELECT count(*), count(*) FILTER (NOT {_within([area])}) FROM middles" if area else "SELECT 1, 0"
        )
        if outside * 2 > total:
            raise self._wrong(crs, middle)
        france = _within(systems.FRANCE)
        swapped = _within(systems.FRANCE, "y", "x")
        self._tell_outside(
            f"NOT {france} AND {swapped}",
            "swapped-axes",
            "hors de France, mais en France si l’on échange les deux nombres : la latitude est sans doute à la "
            "place de la longitude",
        )
        self._tell_outside(
            f"NOT {france} AND NOT {swapped}",
            "outside-france",
            "hors de France : le système de coordonnées est sans doute faux, ou ces positions sont fausses",
        )

    def _tell_outside(self, condition: str, code: str, what: str) -> None:
        count = self._one(f"SELECT count(*) FROM middles WHERE {condition}")[0]
        if count:
            rows = [
                row for (row,) in self._rows(f"SELECT r FROM middles WHERE {condition} ORDER BY r LIMIT {ROWS_NAMED}")
            ]
            self.remarks.append(
                Remark(
                    code,
                    f"{count} position(s) {what} ({self.raw.noun} {some(rows, count)}).",
                    count=count,
                    rows=tuple(rows),
                )
            )

    def _measure(self, places: Places) -> None:
        places.types = {
            str(kind): int(count)
            for kind, count in self._rows(
                "SELECT ST_GeometryType(g)::VARCHAR, count(*) FROM placed WHERE g IS NOT NULL GROUP BY 1 ORDER "
                "BY 2 DESC, 1"
            )
        }
        west, south, east, north = self._one(
            "SELECT min(ST_XMin(g)), min(ST_YMin(g)), max(ST_XMax(g)), max(ST_YMax(g)) FROM placed"
        )
        places.bbox = (west, south, east, north) if west is not None else None
        places.without = int(self._one("SELECT count(*) FROM placed WHERE g IS NULL")[0])
        if places.without:
            rows = [row for (row,) in self._rows(f"SELECT r FROM placed WHERE g IS NULL ORDER BY r LIMIT {ROWS_NAMED}")]
            self.remarks.append(
                Remark(
                    "without-geometry",
                    f"{places.without} ligne(s) sans position, qui ne seront pas sur la carte : {self.raw.noun} "
                    f"{some(rows, places.without)}.",
                    count=places.without,
                    rows=tuple(rows),
                )
            )

    def write(self, target: Path, expressions: list[str], *, placed: bool) -> None:
        shape = "ST_AsWKB(placed.g)::BLOB" if placed else "NULL::BLOB"
        source = "raw JOIN placed USING (r)" if placed else "raw"
        selected = ", ".join([f"{shape} AS {GEOMETRY}", *expressions])
        self.connection.execute(
            f"COPY (SELECT {selected} FROM {source} ORDER BY r) TO {_literal(str(target))} (FORMAT parquet, "
            "COMPRESSION zstd)"
        )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _filled(name: str, types: dict[str, str]) -> str:
    return (
        f"nullif({name}, '')"
        if types[name] == "VARCHAR"
        else f"CASE WHEN {name}::VARCHAR NOT IN ('-1', '0') THEN 1 END"
    )


def _simple(name: str, kind: str) -> str:
    """A column in one of the few types that every reader knows."""
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP")):
        return f"to_json({name})::VARCHAR"
    if kind == "JSON":
        return f"{name}::VARCHAR"
    if kind.startswith("TIMESTAMP"):
        return f"{name}::TIMESTAMP"
    if kind in ("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"):
        return f"{name}::INTEGER"
    if kind in ("UINTEGER", "UBIGINT"):
        return f"{name}::BIGINT"
    return f"{name}::DOUBLE" if kind == "FLOAT" or kind.startswith("DECIMAL") else name


def _within(boxes: Any, x: str = "x", y: str = "y") -> str:
    return "(" + " OR ".join(f"({x} BETWEEN {b[0]} AND {b[2]} AND {y} BETWEEN {b[1]} AND {b[3]})" for b in boxes) + ")"


def _french(value: float) -> str:
    return re.sub(r"(?<=\d)(?=(?:\d{3})+(?:,|$))", " ", f"{value:.2f}".replace(".", ","))


def _parts(shape: Any) -> Iterator[Any]:
    for part in shapely.get_parts(shape):
        if part.geom_type.startswith(("Multi", "Geometry")):
            yield from _parts(part)
        else:
            yield part


def _same_dimension(mended: Any, shape: Any) -> Any:
    """A mended shape without the crumbs of a lower dimension that mending leaves; None when nothing else is left."""
    if mended is None or mended.is_empty:
        return None
    dimension = shapely.get_dimensions(shape)
    if shape.geom_type == "GeometryCollection" or (
        shapely.get_dimensions(mended) == dimension != -1 and mended.geom_type != "GeometryCollection"
    ):
        return mended
    kept = [part for part in _parts(mended) if shapely.get_dimensions(part) == dimension]
    if not kept:
        return None
    if len(kept) == 1:
        return kept[0]
    return (
        shapely.multipolygons(kept)
        if dimension == 2
        else shapely.multilinestrings(kept)
        if dimension == 1
        else shapely.multipoints(kept)
    )
