"""The published places in columns of numbers, kept in memory by each process: lists, counts and maps are made from it.

A million places take 50 MB and a filter some milliseconds, the same on every database. `shelf()` asks the database for
the number of the last change (one query) and reads what came after the one it knows; another epoch reads everything
again. A large shelf is also kept as a file of the state folder, so that a restart reads only what changed.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from bastide.core.search.queries import fold
from bastide.core.territory.models import HoursError, Span, zone_of

from .models import CATEGORIES, DirectoryState, Place, RoundStop
from .patterns import Patterns, Special, week_of
from .week import SpecialPeriods

logger = logging.getLogger(__name__)

KINDS = list(CATEGORIES)
_KIND_NUMBER = {code: number for number, code in enumerate(KINDS)}
#: Below so many places reading them all is faster than a file.
WORTH_A_FILE = 20_000
#: After so many changes the file is written anew.
STALE_FILE = 2_000
SATURDAY = 5
Columns = dict[str, np.ndarray]
_TYPES = {
    "pk": np.int64,
    "first": np.uint64,
    "second": np.uint64,
    "kind": np.int16,
    "commune": np.int32,
    "territory": np.int32,
    "lon": np.float32,
    "lat": np.float32,
    "access": np.bool_,
    "pattern": np.int32,
    "alive": np.bool_,
}


@dataclass(frozen=True)
class Shelf:
    epoch: str
    change: int
    columns: Columns
    codes: dict[str, int]
    patterns: Patterns
    special: dict[int, Special]
    #: Rows read since the last change, for panels that show the same ones again and again.
    places: dict[int, Place] = field(default_factory=dict, repr=False)
    _days: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.columns["pk"])

    @cached_property
    def code_names(self) -> list[str]:
        return list(self.codes)

    def in_territory(self, territory_id: int | None) -> np.ndarray:
        """The published places of a territory, as a mask."""
        key = ("territory", territory_id)
        if key not in self._days:
            alive = self.columns["alive"]
            self._days[key] = alive & (self.columns["territory"] == (territory_id or 0))
        return self._days[key]

    def positions(self, keys: Sequence[int]) -> np.ndarray:
        """Where these places stand, in the order given; those that are not there are left out."""
        wanted = np.asarray(keys, dtype=np.int64)
        found = np.searchsorted(self.columns["pk"], wanted)
        found[found == len(self)] = 0
        return found[self.columns["pk"][found] == wanted] if len(self) else found[:0]

    def open_at(self, at: datetime) -> np.ndarray:
        """Which places are open, as a mask. The minute decides: what was worked out for it serves the whole minute."""
        key = ("open", int(at.timestamp() // 60))
        if key not in self._days:
            mask = self.patterns.open_at(at)[self.columns["pattern"]]
            for position, spans in self._special_on(at):
                zone = zone_of(self.special[int(self.columns["pk"][position])].department)
                here = at.astimezone(zone)
                minute = here.hour * 60 + here.minute
                mask[position] = any(span.opens <= minute < span.closes for span in spans)
            self._keep(key, mask)
        return self._days[key]

    def open_on_saturday(self) -> np.ndarray:
        key = ("saturday",)
        if key not in self._days:
            self._days[key] = self.patterns.open_on(SATURDAY)[self.columns["pattern"]]
        return self._days[key]

    def _special_on(self, at: datetime) -> list[tuple[int, tuple[Span, ...]]]:
        """Those of which something else than the week holds that day."""
        day = at.astimezone(zone_of("")).date()
        key = ("special", day)
        if key not in self._days:
            pks = [pk for pk, each in self.special.items() if each.stops or each.periods.on(day) is not None]
            positions = self.positions(pks)
            found = []
            for position in positions.tolist():
                each = self.special[int(self.columns["pk"][position])]
                usual = self._usual(position, day)
                found.append((position, each.spans_on(day, usual)))
            self._keep(key, found)
        return self._days[key]

    def _usual(self, position: int, day: date) -> tuple[Span, ...]:
        number = int(self.columns["pattern"][position])
        text = next((text for (text, _zone), each in self.patterns.numbers.items() if each == number), "")
        week = week_of(text)
        return week[day.weekday()] if week else ()

    def _keep(self, key: tuple[Any, ...], value: Any) -> None:
        """Only the newest of a kind is kept: yesterday's will not be asked again."""
        for old in [each for each in self._days if each[0] == key[0]]:
            self._days.pop(old, None)
        self._days[key] = value


_held: Shelf | None = None
#: Epoch and change of the file that this process knows of.
_filed: tuple[str, int] | None = None
_lock = threading.Lock()


def shelf() -> Shelf:
    """The shelf as the database is now. One query when nothing changed."""
    global _held
    state = DirectoryState.objects.filter(pk=1).first()
    if state is None:
        return _read(Place.objects.none(), "", 0)
    held = _held
    if held is not None and held.epoch == state.epoch and held.change == state.change:
        return held
    with _lock:
        held = _held
        if held is None or held.epoch != state.epoch or held.change > state.change:
            held = _from_file(state.epoch, state.change) or _read(Place.objects.published(), state.epoch, state.change)
        if held.change < state.change:
            held = _patched(held, state.change)
        _held = held
        _write_file(held)
    return held


def forget() -> None:
    """As after a restart."""
    global _held
    _held = None


_FIELDS = (
    "pk",
    "name",
    "category",
    "insee_code",
    "organisation__territory_id",
    "lon",
    "lat",
    "accessibility",
    "hours_text",
    "periods_text",
    "is_itinerant",
    "status",
)


def _rows(places: QuerySet[Place]) -> QuerySet[Any, Any]:
    return (
        places.annotate(hours_text=Cast("hours", TextField()), periods_text=Cast("periods", TextField()))
        .order_by("pk")
        .values_list(*_FIELDS)
    )


def _read(places: QuerySet[Place], epoch: str, change: int) -> Shelf:
    lists: dict[str, list[Any]] = {name: [] for name in _TYPES}
    codes: dict[str, int] = {"": 0}
    patterns = Patterns()
    odd: dict[int, tuple[str, str]] = {}
    for row in _rows(places).iterator(chunk_size=5_000):
        for name, value in _cells(row, codes, patterns, odd).items():
            lists[name].append(value)
    columns: Columns = {name: np.array(values, dtype=_TYPES[name]) for name, values in lists.items()}
    return Shelf(epoch, change, columns, codes, patterns, _specials(odd))


def _cells(
    row: tuple[Any, ...], codes: dict[str, int], patterns: Patterns, odd: dict[int, tuple[str, str]]
) -> dict[str, Any]:
    pk, name, category, code, territory, lon, lat, access, hours, periods, itinerant, status = row
    department = code[:3] if code.startswith("97") else code[:2]
    letters = fold(name).encode("ascii", "ignore")[:16].ljust(16)
    if itinerant or (periods and periods not in ("[]", "null")):
        odd[pk] = (periods or "[]", department)
    return {
        "pk": pk,
        "first": int.from_bytes(letters[:8], "big"),
        "second": int.from_bytes(letters[8:], "big"),
        "kind": _KIND_NUMBER.get(category, -1),
        "commune": codes.setdefault(code, len(codes)),
        "territory": territory or 0,
        "lon": np.nan if lon is None else lon,
        "lat": np.nan if lat is None else lat,
        "access": access == Place.Accessibility.ACCESSIBLE,
        "pattern": patterns.number(hours, department) if hours and hours != "null" else 0,
        "alive": status == Place.Status.PUBLISHED,
    }


def _specials(odd: dict[int, tuple[str, str]]) -> dict[int, Special]:
    """Periods and rounds of the places that have some: one query for each thousand."""
    stops: dict[int, list[RoundStop]] = {}
    keys = list(odd)
    for start in range(0, len(keys), 900):
        for stop in RoundStop.objects.filter(place__in=keys[start : start + 900], place__is_itinerant=True):
            stops.setdefault(stop.place_id, []).append(stop)
    found = {}
    for pk, (text, department) in odd.items():
        try:
            periods = SpecialPeriods.from_json(json.loads(text))
        except (HoursError, ValueError):
            periods = SpecialPeriods([])
        found[pk] = Special(periods, tuple(stops.get(pk, ())), department)
    return found


def _patched(held: Shelf, change: int) -> Shelf:
    """The shelf with what changed since; the columns are copied, so that readers of the old one are not disturbed."""
    codes, special = dict(held.codes), dict(held.special)
    # Numbers of patterns never change: the new shelf may share them with the old one.
    odd: dict[int, tuple[str, str]] = {}
    rows = list(_rows(Place.objects.filter(change__gt=held.change, change__lte=change)))
    cells = [_cells(row, codes, held.patterns, odd) for row in rows]
    known = set(held.columns["pk"][held.positions([cell["pk"] for cell in cells])].tolist())
    columns = {name: column.copy() for name, column in held.columns.items()}
    for cell in cells:
        special.pop(cell["pk"], None)
    for cell in (each for each in cells if each["pk"] in known):
        position = int(held.positions([cell["pk"]])[0])
        for name, value in cell.items():
            columns[name][position] = value
    new = sorted((each for each in cells if each["pk"] not in known), key=lambda each: each["pk"])
    if new:
        where = np.searchsorted(columns["pk"], [each["pk"] for each in new])
        columns = {
            name: np.insert(column, where, np.array([each[name] for each in new], dtype=_TYPES[name]))
            for name, column in columns.items()
        }
    return replace(
        held, change=change, columns=columns, codes=codes, special=special | _specials(odd), places={}, _days={}
    )


def _path(epoch: str) -> Path:
    return Path(settings.STATE_DIR) / "cache" / "directory" / f"{epoch}.npz"


def _from_file(epoch: str, change: int) -> Shelf | None:
    """What an earlier process kept, if it is of this database and not of its future."""
    global _filed
    try:
        with np.load(_path(epoch), allow_pickle=False) as kept:
            told = json.loads(str(kept["told"]))
            if told["change"] > change or told["kinds"] != KINDS:
                return None
            columns = {name: kept[name] for name in _TYPES}
    except (OSError, ValueError, KeyError):
        return None
    _filed = epoch, told["change"]
    codes = {code: number for number, code in enumerate(told["codes"])}
    patterns = Patterns()
    patterns.numbers = {(text, zone): number for number, (text, zone) in enumerate(told["patterns"])}
    odd = {int(pk): (text, department) for pk, (text, department) in told["odd"].items()}
    return Shelf(epoch, told["change"], columns, codes, patterns, _specials(odd))


def _write_file(held: Shelf) -> None:
    global _filed
    is_fresh = _filed is not None and _filed[0] == held.epoch and 0 <= held.change - _filed[1] < STALE_FILE
    if len(held) < WORTH_A_FILE or is_fresh:
        return
    told = {
        "change": held.change,
        "kinds": KINDS,
        "codes": list(held.codes),
        "patterns": [list(key) for key in held.patterns.numbers],
        "odd": {pk: (json.dumps(each.periods.as_json()), each.department) for pk, each in held.special.items()},
    }
    path = _path(held.epoch)
    draft = path.with_suffix(f".{threading.get_ident()}.draft.npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as opened:
            np.savez(opened, allow_pickle=False, told=np.array(json.dumps(told)), **held.columns)
        draft.replace(path)
        for old in path.parent.glob("*.npz"):
            if old != path and not old.name.endswith(".draft.npz"):
                old.unlink(missing_ok=True)
    except OSError as error:  # A full disk makes the next start slower, and nothing else.
        logger.warning("The directory's file was not kept: %s", error)
        draft.unlink(missing_ok=True)
    _filed = held.epoch, held.change
