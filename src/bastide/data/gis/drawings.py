"""Maps drawn by the server: an SVG of communes, each a link, that any browser shows without a script."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from django.urls import reverse

from bastide.core.territory.models import Commune

from .viewpoint import Bounds, Viewpoint

WIDTH = 1000
#: What a border may move so that the drawing stays light, in units of the drawing.
TOLERANCE = 1.2
#: How many colours a map has; more EPCI than that share them.
TONES = 6
#: Room that one letter and one line of a label take, in units, on a map of the page's width and on a small one.
WIDE, SMALL = (17.0, 36.0), (20.0, 46.0)
#: The square that an emblem fills.
EMBLEM = 100
#: A map says this many names at rest.
LABELS = 12
#: Colours of a neighbourhood: the commune that is meant, its neighbours, theirs.
HERE, NEAR, FAR = 0, 3, 1


@dataclass(frozen=True)
class Area:
    """A commune on a map; (x, y) is where its name stands when it is pointed at."""

    name: str
    url: str
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Label:
    """Words on a map, or what a point stands for."""

    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Layer:
    """Areas of one colour: 1 to TONES, or 0 for the one that is meant."""

    tone: int
    areas: list[Area]


@dataclass(frozen=True)
class Drawing:
    """A map ready for its template; `missing` are the communes without contour, which the list names."""

    width: int
    height: int
    layers: list[Layer]
    labels: list[Label] = field(default_factory=list)
    points: list[Label] = field(default_factory=list)
    #: The name of the one that is meant.
    here: Label | None = None
    missing: list[Commune] = field(default_factory=list)
    #: What it shows: west, south, east, north in degrees.
    bounds: Bounds | None = None

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"

    def place(self, lon: float, lat: float) -> tuple[int, int]:
        """Where a point of the earth lies on it. Raises ValueError for a drawing without bounds."""
        if self.bounds is None:
            raise ValueError("This drawing does not say what it shows.")
        return Projection(self.bounds).place(lon, lat)

    @property
    def edges(self) -> str:
        """`bounds` for the script of the interactive map."""
        return ",".join(f"{edge:.5f}" for edge in self.bounds) if self.bounds else ""

    @property
    def map_address(self) -> str:
        """The same on the map's own page."""
        bare = reverse("gis:map")
        return f"{bare}?{Viewpoint.over(self.bounds).query()}" if self.bounds else bare


class Projection:
    """From degrees to units: north up, true proportions in the middle of `bounds`, `WIDTH` wide."""

    def __init__(self, bounds: Sequence[float], *, margin: float = 10.0, tallest: float = 900.0) -> None:
        west, south, east, north = (float(edge) for edge in bounds)
        self.bounds: Bounds = (west, south, east, north)
        self.west, self.north, self.margin = west, north, margin
        self.shrink = math.cos(math.radians((south + north) / 2))
        across, down = max((east - west) * self.shrink, 1e-6), max(north - south, 1e-6)
        self.scale = min((WIDTH - 2 * margin) / across, tallest / down)
        self.indent = (WIDTH - 2 * margin - across * self.scale) / 2
        self.height = math.ceil(down * self.scale + 2 * margin)

    def units(self, degrees: np.ndarray) -> np.ndarray:
        east = (degrees[:, 0] - self.west) * self.shrink * self.scale + self.margin + self.indent
        south = (self.north - degrees[:, 1]) * self.scale + self.margin
        return np.column_stack([east, south])

    def place(self, lon: float, lat: float) -> tuple[int, int]:
        east = (lon - self.west) * self.shrink * self.scale + self.margin + self.indent
        south = (self.north - lat) * self.scale + self.margin
        return round(east), round(south)


def territory_map(
    communes: Iterable[Commune],
    *,
    tones: Mapping[int | None, int],
    room: tuple[float, float] = WIDE,
    here: Commune | None = None,
) -> Drawing | None:
    """All `communes` (with `contour`), coloured by EPCI: `tones` gives each EPCI's number its colour.

    `here` is the one of them that is meant. None when not one of them has a contour.
    """
    communes = list(communes)
    drawn, missing = _with_contour(communes)
    if not drawn:
        return None
    projection, paths = _draw(drawn)
    layers: dict[int, list[Area]] = {}
    for commune, path in zip(drawn, paths, strict=True):
        tone = HERE if commune == here else tones.get(commune.epci_id, 1)
        layers.setdefault(tone, []).append(_area(commune, path, projection))
    # The one that is meant comes last, over the borders of the others.
    shown = [Layer(tone, layers[tone]) for tone in sorted(layers, key=lambda each: (each == HERE, each))]
    labels = _labels(drawn, projection, room, first=here)
    here_name = labels.pop(0) if HERE in layers else None
    return Drawing(WIDTH, projection.height, shown, labels, here=here_name, missing=missing, bounds=projection.bounds)


def neighbourhood_map(
    here: Commune,
    near: Iterable[Commune],
    around: Iterable[Commune],
    *,
    spot: tuple[float, float] | None,
    spot_name: str,
) -> Drawing | None:
    """`here` among its neighbours; `around` fills the corners. `spot` is the (lon, lat) of the town hall.

    None when `here` has no contour: a map without it would say nothing.
    """
    near = list(near)
    drawn, missing = _with_contour([here, *near])
    if not drawn or drawn[0] is not here:
        return None
    fillers, _without = _with_contour(around)
    bounds = _bounds(drawn)
    everybody = [*drawn, *fillers]
    projection, paths = _draw(everybody, bounds)
    areas = [_area(commune, path, projection) for commune, path in zip(everybody, paths, strict=True)]
    layers = [
        Layer(FAR, areas[len(drawn) :]),
        Layer(NEAR, areas[1 : len(drawn)]),
        # Drawn last, over the borders of the others.
        Layer(HERE, areas[:1]),
    ]
    points = [Label(spot_name, *projection.place(*spot))] if spot else []
    here_name, *names = _labels(drawn, projection, SMALL, first=here)
    if points and abs(points[0].y - here_name.y) < SMALL[1]:
        # Under the town hall, not across it.
        here_name = Label(here_name.name, here_name.x, min(points[0].y + round(SMALL[1]), projection.height - 8))
    shown = [each for each in layers if each.areas]
    return Drawing(WIDTH, projection.height, shown, names, points, here_name, missing, projection.bounds)


def emblem(communes: Iterable[Commune]) -> str:
    """The outline of all `communes` together, as a path in a square of 100; "" when one has no contour."""
    drawn, missing = _with_contour(communes)
    if not drawn or missing:
        return ""
    projection = Projection(_bounds(drawn), margin=0, tallest=WIDTH)
    shapes = shapely.from_wkb([bytes(commune.contour.wkb) for commune in drawn])
    outline = shapely.simplify(shapely.union_all(shapely.transform(shapes, projection.units)), 4 * TOLERANCE)
    down = (WIDTH - projection.height) / 2
    return svg_path(shapely.transform(outline, lambda units: units + np.array([0, down])), unit=EMBLEM / WIDTH)


def _area(commune: Commune, path: str, projection: Projection) -> Area:
    x, y = _name_place(commune, projection, WIDE)
    return Area(commune.name, commune.get_absolute_url(), path, x, y)


def _name_place(commune: Commune, projection: Projection, room: tuple[float, float]) -> tuple[int, int]:
    """Where the name of `commune` stands, whole inside the drawing."""
    box = commune.contour
    lon = commune.lon if commune.lon is not None else (box.min_lon + box.max_lon) / 2
    lat = commune.lat if commune.lat is not None else (box.min_lat + box.max_lat) / 2
    x, y = projection.place(lon, lat)
    half = round(len(commune.name) * room[0] / 2)
    return min(max(x, half), WIDTH - half), min(max(y, round(room[1])), projection.height)


def _with_contour(communes: Iterable[Commune]) -> tuple[list[Commune], list[Commune]]:
    drawn: list[Commune] = []
    missing: list[Commune] = []
    for commune in communes:
        (drawn if hasattr(commune, "contour") else missing).append(commune)
    return drawn, missing


def _bounds(communes: Sequence[Commune]) -> tuple[float, float, float, float]:
    boxes = [commune.contour for commune in communes]
    return (
        min(box.min_lon for box in boxes),
        min(box.min_lat for box in boxes),
        max(box.max_lon for box in boxes),
        max(box.max_lat for box in boxes),
    )


def _draw(
    communes: Sequence[Commune], bounds: tuple[float, float, float, float] | None = None
) -> tuple[Projection, list[str]]:
    """The projection that shows `bounds` and the path of each commune; borders that two share stay shared."""
    projection = Projection(bounds or _bounds(communes))
    shapes = shapely.from_wkb([bytes(commune.contour.wkb) for commune in communes])
    flat = shapely.transform(shapes, projection.units)
    try:
        flat = shapely.coverage_simplify(flat, TOLERANCE)
    except shapely.GEOSException:
        # Overlaps in the source: each border on its own, they may part by a unit.
        flat = shapely.simplify(flat, TOLERANCE)
    return projection, [svg_path(shape) for shape in flat]


def svg_path(shape: shapely.Geometry, *, unit: float = 1) -> str:
    """The rings of a surface, rounded to whole numbers, as relative lines; each of them then counts for `unit`."""
    pieces = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        points = np.rint(shapely.get_coordinates(ring)).astype(int)
        steps = [(x, y) for x, y in np.diff(points, axis=0).tolist() if x or y]
        if len(steps) < 3:
            continue
        # "z" draws the last step.
        line = " ".join(f"{x * unit:.4g},{y * unit:.4g}" for x, y in steps[:-1]).replace(",-", "-").replace(" -", "-")
        pieces.append(f"M{points[0][0] * unit:.4g},{points[0][1] * unit:.4g}l{line}z")
    return "".join(pieces)


def _labels(
    communes: Sequence[Commune], projection: Projection, room: tuple[float, float], first: Commune | None = None
) -> list[Label]:
    """Names that do not cover one another: `first`, then the largest town of each EPCI, then others by size."""
    letter, line = room
    ranked = sorted(communes, key=lambda each: -(each.population or 0))
    firsts: dict[int | None, Commune] = {}
    for commune in ranked:
        firsts.setdefault(commune.epci_id, commune)
    wished = dict.fromkeys([*firsts.values(), *ranked])
    if first is not None:
        wished = dict.fromkeys([first, *wished])
    labels: list[Label] = []
    boxes: list[tuple[float, float, float, float]] = []
    for commune in wished:
        if len(labels) == LABELS:
            break
        x, y = _name_place(commune, projection, room)
        half = len(commune.name) * letter / 2
        box = (x - half, y - line, x + half, y + line / 3)
        if not any(_touch(box, other) for other in boxes):
            boxes.append(box)
            labels.append(Label(commune.name, x, y))
    return labels


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
