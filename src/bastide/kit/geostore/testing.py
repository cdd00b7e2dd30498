"""Small layers for tests, and a decoder of vector tiles to look into them."""

from __future__ import annotations

import gzip
import shutil
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import shapely

from . import actions, engine
from .archive import archive
from .building import Built, Origin, build, write_rows
from .building.steps import Silence
from .files import layer_files
from .models import Layer, Version

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def empty_folder() -> None:
    """Take every file of every layer away."""
    for file in list(layer_files().all()):
        layer_files().delete(file.name)


def forget() -> None:
    """Nothing read elsewhere stays: for a test that lets layers lie in another place."""
    layer_files.cache_clear()
    archive.cache_clear()
    engine.forget_reader()


def make_layer(name: str = "lavoirs", **fields: Any) -> Layer:
    told = {
        "title": "Lavoirs",
        "producer": "Pôle de Valdorne",
        "licence": "Licence Ouverte 2.0",
        "kind": Layer.Kind.DELIVERY,
        "by": None,
        "at": MONDAY,
    }
    return actions.declare_layer(name=name, **{**told, **fields})


def make_version(
    layer: Layer, rows: Any, columns: Mapping[str, str], folder: Path, *, publish: bool = True, progress: Any = None
) -> Version:
    """A version of `layer` made of `rows` (key, shape, attributes), published unless told not to."""
    compiled = write_rows(rows, columns, folder / "rows-of-a-test.parquet")
    version = actions.add_version(
        layer=layer, intermediate=compiled.path, origin=Origin(compiled.digest), at=MONDAY, progress=progress
    )
    if publish:
        actions.publish(version=version, by=None, at=MONDAY)
    return version


def build_version(layer: Layer, rows: Any, columns: Mapping[str, str], folder: Path) -> tuple[Layer, Built]:
    """The files of a version, in `folder`, without a database: give them to `stored` in each test."""
    compiled = write_rows(rows, columns, folder / "rows.parquet")
    told = {"title": layer.title, "producer": layer.producer, "licence": layer.licence, "key_column": ""}
    built = build(
        intermediate=compiled.path,
        folder=folder,
        name=layer.name,
        origin=Origin(compiled.digest),
        at=MONDAY,
        progress=Silence(),
        **told,
    )
    return layer, built


def stored(layer: Layer, built: Built) -> Version:
    """What `build_version` gave, where readers look for it; no row of the database tells of it."""
    version = actions.version_of(layer=layer, built=built, at=MONDAY)
    for path, name in ((built.parquet, version.parquet_name), (built.tiles, version.tiles_name)):
        if path is not None:
            copy = path.with_suffix(".copy")
            shutil.copyfile(path, copy)
            layer_files().put(copy, name)
    return version


def decode_tile(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """The layers of a vector tile (gzip or not): for each, its objects with `id`, `properties` and `shape`.

    Shapes are in units of the tile, y downwards. Source: Mapbox Vector Tile specification 2.1.
    """
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    return dict(_layer(value) for field, value in _fields(data) if field == 3)


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Field numbers and raw values of a protocol buffer message."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 1:
            value, at = data[at : at + 8], at + 8
        elif kind == 5:
            value, at = data[at : at + 4], at + 4
        else:
            length, at = _varint(data, at)
            value, at = data[at : at + length], at + length
        yield tag >> 3, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def _packed(data: bytes) -> list[int]:
    at, found = 0, []
    while at < len(data):
        value, at = _varint(data, at)
        found.append(value)
    return found


def _signed(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def _value(data: bytes) -> Any:
    ((field, raw),) = _fields(data)
    if field == 1:
        return raw.decode()
    if field == 2:
        return struct.unpack("<f", raw)[0]
    if field == 3:
        return struct.unpack("<d", raw)[0]
    if field == 4:
        return raw - (1 << 64) if raw >= 1 << 63 else raw
    return {5: lambda: raw, 6: lambda: _signed(raw), 7: lambda: bool(raw)}[field]()


def _layer(data: bytes) -> tuple[str, list[dict[str, Any]]]:
    name, keys, values, features = "", [], [], []
    for field, value in _fields(data):
        if field == 1:
            name = value.decode()
        elif field == 2:
            features.append(dict(_fields(value)))
        elif field == 3:
            keys.append(value.decode())
        elif field == 4:
            values.append(_value(value))
    found = []
    for feature in features:
        tags = _packed(feature.get(2, b""))
        properties = {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}
        found.append({"id": feature.get(1), "properties": properties, "shape": _shape(feature[3], _packed(feature[4]))})
    return name, found


def _shape(kind: int, commands: list[int]) -> shapely.Geometry:
    parts: list[list[tuple[int, int]]] = []
    x = y = at = 0
    while at < len(commands):
        command, times = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            parts[-1].append(parts[-1][0])
            continue
        for _time in range(times):
            x, y = x + _signed(commands[at]), y + _signed(commands[at + 1])
            at += 2
            if command == 1:
                parts.append([])
            parts[-1].append((x, y))
    if kind == 1:
        return shapely.MultiPoint([part[0] for part in parts])
    if kind == 2:
        return shapely.MultiLineString(parts)
    return _polygons(parts)


def _polygons(rings: list[list[tuple[int, int]]]) -> shapely.Geometry:
    """With y downwards an outer ring turns clockwise as seen, which is a positive area by the formula."""
    polygons: list[tuple[list[Any], list[Any]]] = []
    for ring in rings:
        twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
        if twice > 0:
            polygons.append((ring, []))
        elif polygons:
            polygons[-1][1].append(ring)
    return shapely.MultiPolygon([shapely.Polygon(outer, holes) for outer, holes in polygons])
