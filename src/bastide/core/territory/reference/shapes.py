"""Contours: read, mended, measured and drawn, many at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

# WGS 84.
SEMI_MAJOR_AXIS_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING)
ECCENTRICITY = math.sqrt(ECCENTRICITY_2)

EMBLEM_SIZE = 100
#: What the emblem may stray from the contour, in units of its box.
EMBLEM_TOLERANCE = 0.5

Geometries = np.ndarray[Any, np.dtype[np.object_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Shape:
    """What is kept of a contour."""

    wkb: bytes
    area_ha: float
    min_lon: float
    min_lat: float
    max_lon: float
    max_lat: float
    emblem_path: str
    lon: float
    lat: float


def shapes(geometries: Sequence[str]) -> list[Shape | None]:
    """For each hexadecimal (E)WKB, its shape; None where it is no polygon on the globe."""
    polygons = _polygons(geometries)
    good = np.flatnonzero(~shapely.is_missing(polygons))
    found: list[Shape | None] = [None] * len(polygons)
    if not len(good):
        return found
    kept = polygons[good]
    rows = zip(
        good,
        shapely.to_wkb(kept),
        area_ha(kept),
        shapely.bounds(kept),
        emblem_paths(kept),
        shapely.get_coordinates(shapely.point_on_surface(kept)),
        strict=True,
    )
    for index, wkb, area, (west, south, east, north), path, (lon, lat) in rows:
        found[index] = Shape(
            wkb=wkb,
            area_ha=round(float(area), 2),
            min_lon=float(west),
            min_lat=float(south),
            max_lon=float(east),
            max_lat=float(north),
            emblem_path=path,
            lon=round(float(lon), 6),
            lat=round(float(lat), 6),
        )
    return found


def _polygons(geometries: Sequence[str]) -> Geometries:
    """Valid MultiPolygons in WGS 84, or None."""
    read = shapely.from_wkb(np.array(geometries, dtype=object), on_invalid="ignore")
    read[~shapely.is_missing(read) & ~np.isin(shapely.get_srid(read), (0, 4326))] = None
    broken = ~shapely.is_missing(read) & ~shapely.is_valid(read)
    if broken.any():
        read[broken] = shapely.make_valid(read[broken], method="structure", keep_collapsed=False)
    for index in np.flatnonzero(~np.isin(shapely.get_type_id(read), (6, -1))):
        read[index] = _as_multipolygon(read[index])
    bounds = shapely.bounds(read)
    with np.errstate(invalid="ignore"):
        on_globe = (np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1)
    read[~on_globe | shapely.is_empty(read)] = None
    return shapely.set_srid(shapely.force_2d(read), 0)


def _as_multipolygon(geometry: BaseGeometry) -> BaseGeometry | None:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    surfaces = parts[shapely.get_type_id(parts) == 3]
    return shapely.multipolygons(surfaces) if len(surfaces) else None


def area_ha(geometries: Geometries) -> Floats:
    """Areas on the ellipsoid of shapes in degrees, in hectares.

    By the cylindrical equal-area projection; sides count as straight there, which for a commune changes less than one
    part in 100,000.
    """
    return shapely.area(shapely.transform(geometries, _equal_area)) / 10_000


def _equal_area(degrees: Floats) -> Floats:
    """Longitude and authalic latitude, so that one square metre is one on the ellipsoid (Snyder 1987, eq. 3-12)."""
    sine = np.sin(np.radians(degrees[:, 1]))
    scaled = ECCENTRICITY * sine
    q = (1 - ECCENTRICITY_2) * (sine / (1 - scaled**2) + np.arctanh(scaled) / ECCENTRICITY)
    return np.column_stack([SEMI_MAJOR_AXIS_M * np.radians(degrees[:, 0]), SEMI_MAJOR_AXIS_M * q / 2])


def emblem_paths(geometries: Geometries) -> list[str]:
    """An SVG path for each: north up, true proportions, in the middle of a square of 100 units."""
    bounds = shapely.bounds(geometries)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    shrink = np.cos(np.radians(middle[:, 1]))
    width = (bounds[:, 2] - bounds[:, 0]) * shrink
    height = bounds[:, 3] - bounds[:, 1]
    scale = EMBLEM_SIZE / np.maximum(np.maximum(width, height), 1e-9)
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    drawn = (coordinates - middle[owner]) * scale[owner, None]
    drawn[:, 0] *= shrink[owner]
    drawn[:, 1] *= -1
    squares = shapely.set_coordinates(geometries.copy(), drawn + EMBLEM_SIZE / 2)
    return [svg_path(square) for square in shapely.simplify(squares, EMBLEM_TOLERANCE)]


def svg_path(geometry: BaseGeometry, *, units: int = 10) -> str:
    """Closed rings of relative lines, rounded to 1/`units` (1 or 10); rings that round to nothing are left out."""
    # Of a MultiPolygon, get_rings gives none.
    rings = shapely.get_rings(shapely.get_parts(geometry))
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    rounded = np.rint(coordinates * units).astype(np.int64)
    pieces = []
    for points in np.split(rounded, np.flatnonzero(np.diff(owner)) + 1):
        steps = np.diff(points, axis=0)
        steps = steps[steps.any(axis=1)]
        if len(steps) < 3:
            continue
        # The last step comes back to the start: "z" draws it.
        words = [_decimal(number, units) for step in steps[:-1].tolist() for number in step]
        start = [_decimal(number, units) for number in points[0].tolist()]
        pieces.append(f"M{_run(start)}l{_run(words)}z")
    return "".join(pieces)


def _decimal(number: int, units: int) -> str:
    if units == 1:
        return str(number)
    whole, tenth = divmod(abs(number), 10)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole or ''}.{tenth}" if tenth else f"{sign}{whole}" if whole else "0"


def _run(words: Sequence[str]) -> str:
    """Numbers in a row; a minus needs no space before it."""
    return "".join(word if word.startswith("-") or not place else f" {word}" for place, word in enumerate(words))
