"""Objects of a version, read from its GeoParquet file by DuckDB.

Every value is bound; every name of a column is looked up in the manifest. Pages follow the order of the file, which
keeps neighbours together; `Page.next` is where the next one begins, None at the end.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from ..engine import quoted_name, quoted_text, reader
from ..files import layer_files
from ..manifest import BOX, KEY, ROW, Box, Manifest, UnknownColumn
from ..models import Version
from ..problems import WrongFilter

DEFAULT_LIMIT = 100
#: What one page may hold, whatever is asked.
MOST = 10_000
#: Metres in a degree of latitude, on the sphere of the mean radius of the Earth.
DEGREE_M = 111_194.926645
#: Degrees around a point where neighbours are looked for first.
FIRST_RADIUS = 0.05
OPERATORS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Filter:
    """A condition on one attribute: =, !=, <, <=, >, >=, `in` (a list), `contains` (text, capitals or not), `null`."""

    column: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Feature:
    """One object. `row` is its place in the version, `key` what names it in all versions, `wkb` None: it is nowhere."""

    row: int
    key: str
    wkb: bytes | None
    properties: dict[str, Any]
    distance_m: float | None = None

    @property
    def shape(self) -> shapely.Geometry | None:
        return None if self.wkb is None else shapely.from_wkb(self.wkb)

    def to_geojson(self) -> dict[str, Any]:
        """A GeoJSON Feature whose id is the key; days are written as ISO."""
        return {
            "type": "Feature",
            "id": self.key,
            "geometry": None if self.wkb is None else json.loads(shapely.to_geojson(self.shape)),
            "properties": {
                name: value.isoformat() if isinstance(value, date) else value for name, value in self.properties.items()
            },
        }


@dataclass(frozen=True)
class Page:
    """Some objects, and the cursor to ask for those that follow."""

    features: list[Feature]
    next: str | None


def feature_collection(features: Iterable[Feature]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [feature.to_geojson() for feature in features]}


def in_box(
    version: Version,
    box: Box,
    *,
    filters: Sequence[Filter] = (),
    columns: Sequence[str] | None = None,
    limit: int = DEFAULT_LIMIT,
    after: str | None = None,
) -> Page:
    """Objects whose shape touches the box (west, south, east, north). `columns` None: all attributes.

    Raises WrongFilter, LayerUnreadable.
    """
    where, values = _box_condition(box)
    shape = "ST_Intersects(geometry, ST_MakeEnvelope(?, ?, ?, ?))"
    return _page(version, [where, shape], [*values, *box], filters, columns, limit, after)


def at_point(
    version: Version,
    lon: float,
    lat: float,
    *,
    filters: Sequence[Filter] = (),
    columns: Sequence[str] | None = None,
    limit: int = DEFAULT_LIMIT,
    after: str | None = None,
) -> Page:
    """Objects that hold the point, their edge included. Raises WrongFilter, LayerUnreadable."""
    where, values = _box_condition((lon, lat, lon, lat))
    shape = "ST_Intersects(geometry, ST_Point(?, ?))"
    return _page(version, [where, shape], [*values, lon, lat], filters, columns, limit, after)


def matching(
    version: Version,
    *,
    filters: Sequence[Filter] = (),
    columns: Sequence[str] | None = None,
    limit: int = DEFAULT_LIMIT,
    after: str | None = None,
) -> Page:
    """Objects that meet every condition; without any, all of them. Raises WrongFilter, LayerUnreadable."""
    return _page(version, [], [], filters, columns, limit, after)


def item(version: Version, key: str) -> Feature | None:
    """The object of that key. Raises LayerUnreadable."""
    found = _page(version, [f"{KEY} = ?"], [key], (), None, 1, None).features
    return found[0] if found else None


def count(version: Version, *, box: Box | None = None, filters: Sequence[Filter] = ()) -> int:
    """How many objects touch the box and meet the conditions. Raises WrongFilter, LayerUnreadable."""
    conditions, values = _conditions(version.manifest, filters)
    if box is not None:
        where, bounds = _box_condition(box)
        conditions += [where, "ST_Intersects(geometry, ST_MakeEnvelope(?, ?, ?, ?))"]
        values += [*bounds, *box]
    if not conditions:
        return version.row_count
    sql = f"SELECT count(*) FROM {_source(version)} WHERE {' AND '.join(conditions)}"
    return int(reader().rows(sql, values)[0][0])


def nearest(
    version: Version,
    lon: float,
    lat: float,
    *,
    filters: Sequence[Filter] = (),
    columns: Sequence[str] | None = None,
    limit: int = 10,
    after: str | None = None,
    within_m: float | None = None,
) -> Page:
    """Objects by rising distance from the point, each with its `distance_m`; 0 inside a surface.

    Distances are those of a plane that touches the globe at the point: right to a thousandth over 100 km. `within_m`
    leaves out what lies further. Raises WrongFilter, LayerUnreadable.
    """
    limit = max(1, min(limit, MOST))
    manifest = version.manifest
    if manifest.box is None:
        return Page([], None)
    passed = _nearest_cursor(after)
    shrink = max(math.cos(math.radians(lat)), 1e-6)
    farthest = _farthest_degrees(manifest.box, lon, lat, shrink)
    furthest_wanted = farthest if within_m is None else min(farthest, within_m / DEGREE_M)
    # Starts with a box that would hold what is wanted if objects were spread evenly, and a small one when they are not:
    # France with its islands spans half the world.
    west, south, east, north = manifest.box
    room = max((east - west) * (north - south), 1e-8)
    even = math.sqrt(room * (limit + 1) / max(manifest.rows, 1))
    radius = min(even, FIRST_RADIUS) + (passed[0] / DEGREE_M if passed else 0)
    while True:
        radius = min(radius, furthest_wanted)
        box = (lon - radius / shrink, lat - radius, lon + radius / shrink, lat + radius)
        where, values = _box_condition(box)
        candidates = _select(version, [where], values, filters, columns, None)
        ranked = _by_distance(candidates, lon, lat, shrink)
        if passed is not None:
            ranked = [feature for feature in ranked if (feature.distance_m, feature.row) > passed]
        sure = [feature for feature in ranked if _known(feature.distance_m) <= radius * DEGREE_M * (1 + 1e-12)]
        if len(sure) > limit or radius >= furthest_wanted:
            break
        radius *= 3
    if within_m is not None:
        sure = [feature for feature in ranked if _known(feature.distance_m) <= within_m]
    elif radius >= farthest:
        sure = ranked
    shown = sure[:limit]
    last = shown[-1] if len(sure) > limit else None
    return Page(shown, None if last is None else f"{_known(last.distance_m)!r}~{last.row}")


def _known(distance: float | None) -> float:
    assert distance is not None
    return distance


def _nearest_cursor(after: str | None) -> tuple[float, int] | None:
    if after is None:
        return None
    try:
        distance, _, row = after.partition("~")
        return float(distance), int(row)
    except ValueError as error:
        raise WrongFilter(f"« {after} » n’est pas une suite de liste.") from error


def _farthest_degrees(box: Box, lon: float, lat: float, shrink: float) -> float:
    west, south, east, north = box
    across = max(abs(lon - west), abs(lon - east)) * shrink
    along = max(abs(lat - south), abs(lat - north))
    return max(across, along, 1e-9)


def _by_distance(features: list[Feature], lon: float, lat: float, shrink: float) -> list[Feature]:
    if not features:
        return []
    origin, scale = np.array([lon, lat]), np.array([shrink * DEGREE_M, DEGREE_M])
    shapes = shapely.transform(
        shapely.from_wkb([feature.wkb for feature in features]), lambda xy: (xy - origin) * scale
    )
    distances = shapely.distance(shapes, shapely.Point(0, 0))
    measured = [
        Feature(feature.row, feature.key, feature.wkb, feature.properties, float(distance))
        for feature, distance in zip(features, distances, strict=True)
    ]
    return sorted(measured, key=lambda feature: (_known(feature.distance_m), feature.row))


def _page(
    version: Version,
    conditions: list[str],
    values: list[Any],
    filters: Sequence[Filter],
    columns: Sequence[str] | None,
    limit: int,
    after: str | None,
) -> Page:
    limit = max(1, min(limit, MOST))
    if after is not None:
        if not after.isdecimal():
            raise WrongFilter(f"« {after} » n’est pas une suite de liste.")
        conditions, values = [f"{ROW} > ?", *conditions], [int(after), *values]
    features = _select(version, conditions, values, filters, columns, limit + 1)
    more = len(features) > limit
    shown = features[:limit]
    return Page(shown, str(shown[-1].row) if more else None)


def _select(
    version: Version,
    conditions: list[str],
    values: list[Any],
    filters: Sequence[Filter],
    columns: Sequence[str] | None,
    limit: int | None,
) -> list[Feature]:
    manifest = version.manifest
    more, more_values = _conditions(manifest, filters)
    names = [_column(manifest, name) for name in columns] if columns is not None else [c.name for c in manifest.columns]
    fields = "".join(f", {quoted_name(name)}" for name in names)
    where = " AND ".join([*conditions, *more]) or "true"
    ending = "" if limit is None else f" LIMIT {int(limit)}"
    sql = (
        f"SELECT {ROW}, {KEY}, ST_AsWKB(geometry){fields} FROM {_source(version)} WHERE {where} ORDER BY {ROW}{ending}"
    )
    return [
        Feature(row, key, None if wkb is None else bytes(wkb), dict(zip(names, properties, strict=True)))
        for row, key, wkb, *properties in reader().rows(sql, [*values, *more_values])
    ]


def _source(version: Version) -> str:
    return f"read_parquet({quoted_text(layer_files().address(version.parquet_name))})"


def _box_condition(box: Box) -> tuple[str, list[float]]:
    """SQL on the box of each row, by which whole groups of rows are passed over."""
    west, south, east, north = box
    if not all(math.isfinite(side) for side in box) or west > east or south > north:
        raise WrongFilter("Une emprise s’écrit ouest, sud, est, nord, en degrés.")
    return (
        f"{BOX}.xmin <= ? AND {BOX}.xmax >= ? AND {BOX}.ymin <= ? AND {BOX}.ymax >= ?",
        [east, west, north, south],
    )


def _column(manifest: Manifest, name: str) -> str:
    try:
        return manifest.column(name).name
    except UnknownColumn as error:
        raise WrongFilter(f"Cette couche n’a pas de colonne « {name} ».") from error


def _conditions(manifest: Manifest, filters: Sequence[Filter]) -> tuple[list[str], list[Any]]:
    """Each filter as SQL, its values apart."""
    found: list[str] = []
    values: list[Any] = []
    for wish in filters:
        column = quoted_name(_column(manifest, wish.column))
        kind = manifest.column(wish.column).type
        if wish.operator == "null":
            found.append(f"{column} IS NULL")
        elif wish.operator == "contains":
            found.append(f"contains(lower({column}::VARCHAR), lower(?))")
            values.append(str(wish.value))
        elif wish.operator == "in":
            members = list(wish.value)
            if not members:
                found.append("false")
                continue
            found.append(f"{column} IN ({', '.join(['?::' + kind] * len(members))})")
            values += [_value(wish.column, kind, member) for member in members]
        elif wish.operator in OPERATORS:
            found.append(f"{column} {OPERATORS[wish.operator]} ?::{kind}")
            values.append(_value(wish.column, kind, wish.value))
        else:
            raise WrongFilter(f"« {wish.operator} » n’est pas une comparaison.")
    return found, values


def _value(column: str, kind: str, value: Any) -> Any:
    """`value` in the type of its column, whatever text it came as."""
    try:
        if kind == "VARCHAR":
            return str(value)
        if kind == "BOOLEAN":
            return _truth(value)
        if kind in ("DOUBLE", "FLOAT"):
            return float(value)
        if kind in ("DATE", "TIMESTAMP"):
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        return _whole(value)
    except (TypeError, ValueError) as error:
        raise WrongFilter(f"« {value} » ne convient pas à la colonne « {column} ».") from error


def _truth(value: Any) -> bool:
    words = {"true": True, "1": True, "oui": True, "false": False, "0": False, "non": False}
    if isinstance(value, bool):
        return value
    if str(value).lower() in words:
        return words[str(value).lower()]
    raise ValueError(value)


def _whole(value: Any) -> int:
    number = int(value)
    if not -(2**63) <= number < 2**63:
        raise ValueError(value)
    return number
