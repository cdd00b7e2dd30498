"""Finding places: filters, counts of what each further filter would leave, order, and marks for a map. Numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from .models import GROUPS
from .shelf import KINDS, Shelf

#: Degrees to metres, for distances within a territory.
_METRES = 111_195.0
#: So many marks at most on a map; beyond, places that are close to one another share one.
MARKS = 400
_GRID = 24
Point = tuple[float, float]


@dataclass(frozen=True)
class Wish:
    """What is looked for. `keys` are places that the index found (None: no words were asked of it), best first."""

    kinds: frozenset[str] = field(default_factory=frozenset)
    keys: Sequence[int] | None = None
    commune_code: str = ""
    centre: Point | None = None
    within_m: float | None = None
    is_open: bool = False
    on_saturday: bool = False
    is_accessible: bool = False


@dataclass(frozen=True)
class Mark:
    """A place on a map, or several that share a spot."""

    lon: float
    lat: float
    count: int = 1
    place_id: int = 0


@dataclass(frozen=True)
class Found:
    """How many, the numbers of those on the page with their distance, and what each filter would leave."""

    total: int
    ids: list[int]
    distances: list[float | None]
    open_count: int
    saturday_count: int
    accessible_count: int
    kind_counts: dict[str, int]
    commune_counts: dict[str, int]
    mask: np.ndarray

    def group_counts(self) -> dict[str, int]:
        """By family, in their order; families with nothing are left out."""
        counts = dict.fromkeys(GROUPS, 0)
        for code, count in self.kind_counts.items():
            counts[code.partition(".")[0]] += count
        return {code: count for code, count in counts.items() if count}


def find(
    shelf: Shelf, wish: Wish, *, territory_id: int | None, at: datetime, limit: int, offset: int = 0, communes: int = 12
) -> Found:
    """Some twenty passes over the columns: about 15 ms per million places and core."""
    columns = shelf.columns
    base = shelf.in_territory(territory_id)
    far = distances(shelf, wish.centre) if wish.centre is not None else None
    is_open, saturday = shelf.open_at(at), shelf.open_on_saturday()
    masks: dict[str, np.ndarray] = {}
    if wish.kinds:
        wanted = np.array([code in wish.kinds for code in KINDS] + [False])
        masks["kind"] = wanted[columns["kind"]]
    if wish.keys is not None:
        named = np.zeros(len(shelf), dtype=bool)
        named[shelf.positions(wish.keys)] = True
        masks["words"] = named
    if far is not None and wish.within_m is not None:
        masks["where"] = far <= wish.within_m
    if wish.commune_code:
        there = columns["commune"] == shelf.codes.get(wish.commune_code, -1)
        masks["where"] = masks["where"] | there if "where" in masks else there
    if wish.is_open:
        masks["open"] = is_open
    if wish.on_saturday:
        masks["saturday"] = saturday
    if wish.is_accessible:
        masks["access"] = columns["access"]

    def all_but(name: str) -> np.ndarray:
        mask = base
        for other, each in masks.items():
            if other != name:
                mask = mask & each
        return mask

    mask = all_but("")
    without = {
        name: all_but(name) if name in masks else mask for name in ("kind", "where", "open", "saturday", "access")
    }
    kinds = np.bincount(columns["kind"][without["kind"]] + 1, minlength=len(KINDS) + 1)[1:]
    codes = np.bincount(columns["commune"][without["where"]], minlength=len(shelf.codes))
    best = np.argsort(-codes, kind="stable")[: communes + 1].tolist()
    ids, apart = _page(shelf, wish, mask, far, limit, offset)
    return Found(
        total=int(np.count_nonzero(mask)),
        ids=ids,
        distances=apart,
        open_count=int(np.count_nonzero(without["open"] & is_open)),
        saturday_count=int(np.count_nonzero(without["saturday"] & saturday)),
        accessible_count=int(np.count_nonzero(without["access"] & columns["access"])),
        kind_counts={code: int(kinds[number]) for number, code in enumerate(KINDS) if kinds[number]},
        commune_counts={
            shelf.code_names[number]: int(codes[number])
            for number in best
            if codes[number] and shelf.code_names[number]
        },
        mask=mask,
    )


def distances(shelf: Shelf, centre: Point) -> np.ndarray:
    """Metres from a point to each place; not a number where it has none."""
    lon, lat = centre
    east = (shelf.columns["lon"] - np.float32(lon)) * np.float32(np.cos(np.radians(lat)) * _METRES)
    north = (shelf.columns["lat"] - np.float32(lat)) * np.float32(_METRES)
    return np.hypot(east, north)


def _page(
    shelf: Shelf, wish: Wish, mask: np.ndarray, far: np.ndarray | None, limit: int, offset: int
) -> tuple[list[int], list[float | None]]:
    """The places of one page: by distance from the centre, else as the index ranked them, else by name."""
    columns = shelf.columns
    if far is None and wish.keys is not None:
        ranked = shelf.positions(wish.keys)
        order = ranked[mask[ranked]][offset : offset + limit]
    else:
        chosen = np.flatnonzero(mask)
        if far is not None:
            # Those without a point come last.
            first = np.where(np.isnan(far[chosen]), np.float32(np.inf), far[chosen])
            order = _first(chosen, first, columns["first"][chosen], columns["pk"][chosen], offset, limit)
        else:
            order = _first(
                chosen, columns["first"][chosen], columns["second"][chosen], columns["pk"][chosen], offset, limit
            )
    apart: list[float | None] = [None] * len(order)
    if far is not None:
        apart = [None if np.isnan(far[each]) else float(far[each]) for each in order]
    return columns["pk"][order].tolist(), apart


def _first(
    chosen: np.ndarray, one: np.ndarray, two: np.ndarray, three: np.ndarray, offset: int, limit: int
) -> np.ndarray:
    """A page of `chosen` by three keys, without sorting what comes after it."""
    last = offset + limit
    if len(chosen) > last:
        edge = np.partition(one, last - 1)[last - 1]
        near = np.flatnonzero(one <= edge)
        chosen, one, two, three = chosen[near], one[near], two[near], three[near]
    return chosen[np.lexsort((three, two, one))][offset:last]


def marks(shelf: Shelf, mask: np.ndarray, bounds: tuple[float, float, float, float] | None = None) -> list[Mark]:
    """What a map shows of `mask`, within west, south, east, north: each place, or spots with how many share them."""
    lon, lat = shelf.columns["lon"], shelf.columns["lat"]
    placed = np.flatnonzero(mask & ~np.isnan(lon))
    if bounds is not None and len(placed):
        west, south, east, north = bounds
        x, y = lon[placed], lat[placed]
        placed = placed[(x >= west) & (x <= east) & (y >= south) & (y <= north)]
    if not len(placed):
        return []
    x, y, pk = lon[placed], lat[placed], shelf.columns["pk"][placed]
    if len(placed) <= MARKS:
        return [Mark(*each) for each in zip(x.tolist(), y.tolist(), [1] * len(placed), pk.tolist(), strict=True)]
    west, south, east, north = bounds or (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    across, down = max(east - west, 1e-6), max(north - south, 1e-6)
    column = np.minimum(((x - west) * (_GRID / across)).astype(np.int32), _GRID - 1)
    row = np.minimum(((y - south) * (_GRID / down)).astype(np.int32), _GRID - 1)
    cell = row * _GRID + column
    count = np.bincount(cell, minlength=_GRID * _GRID)
    mean_x = np.bincount(cell, weights=x, minlength=_GRID * _GRID)
    mean_y = np.bincount(cell, weights=y, minlength=_GRID * _GRID)
    return [
        Mark(float(mean_x[each] / count[each]), float(mean_y[each] / count[each]), int(count[each]))
        for each in np.flatnonzero(count).tolist()
    ]


def nearest_of_each(
    shelf: Shelf, kinds: Sequence[str], centre: Point, *, territory_id: int | None
) -> dict[str, tuple[int, float]]:
    """For each kind, the number of its nearest place and the metres to it; kinds that nobody has are left out."""
    base = shelf.in_territory(territory_id)
    far = distances(shelf, centre)
    found: dict[str, tuple[int, float]] = {}
    for kind in kinds:
        placed = np.flatnonzero(base & (shelf.columns["kind"] == KINDS.index(kind)) & ~np.isnan(far))
        if len(placed):
            best = placed[int(np.argmin(far[placed]))]
            found[kind] = int(shelf.columns["pk"][best]), float(far[best])
    return found


def counts_in(shelf: Shelf, insee_code: str, *, territory_id: int | None) -> dict[str, int]:
    """How many places of each family stand in a commune."""
    there = shelf.in_territory(territory_id) & (shelf.columns["commune"] == shelf.codes.get(insee_code, -1))
    counts: dict[str, int] = {}
    for number in shelf.columns["kind"][there].tolist():
        if number >= 0:
            group = KINDS[number].partition(".")[0]
            counts[group] = counts.get(group, 0) + 1
    return counts
