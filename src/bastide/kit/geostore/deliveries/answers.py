"""What is asked of a reading, what it answers, and how it refuses."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GIB = 1 << 30
#: How many rows a remark names; its count says how many there are.
ROWS_NAMED = 20


@dataclass(frozen=True)
class Limits:
    """What one delivery may cost. Sizes are in bytes."""

    wall_seconds: float = 900
    cpu_seconds: int = 900
    #: Address space of the child, of which its libraries take two gibibytes without touching them.
    address_space: int = 8 * GIB
    #: What DuckDB may keep in memory; past it, it writes to the workspace.
    memory: int = 1 * GIB
    file_size: int = 16 * GIB
    source_size: int = 4 * GIB
    unpacked_size: int = 8 * GIB
    members: int = 5_000
    ratio: int = 100
    rows: int = 20_000_000
    columns: int = 500
    layers: int = 500


DEFAULT_LIMITS = Limits()


def typeset(text: str) -> str:
    """French spaces that do not break: inside guillemets, before a colon and the high signs."""
    text = (
        text.replace("« ", "«\N{NO-BREAK SPACE}")
        .replace(" »", "\N{NO-BREAK SPACE}»")
        .replace(" :", "\N{NO-BREAK SPACE}:")
    )
    return re.sub(r" (?=[;?!])", "\N{NARROW NO-BREAK SPACE}", text)


class DeliveryRefused(Exception):
    """The delivery cannot be read; `message` says in French which file, field or row, and what to do.

    `layers` names the layers to choose from when the code is `layer-needed` or `layer-unknown`.
    """

    def __init__(self, code: str, message: str, layers: tuple[str, ...] = ()) -> None:
        self.code = code
        self.message = typeset(message)
        super().__init__(self.message)
        self.layers = layers


@dataclass(frozen=True)
class Order:
    """What `read_delivery` was asked, with the folder to work in, as it goes to the child process."""

    source: Path
    workspace: Path
    crs: str | None = None
    encoding: str | None = None
    layer: str | None = None
    spatial: bool = True
    limits: Limits = DEFAULT_LIMITS

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> Order:
        data = json.loads(text)
        paths = {name: Path(data[name]) for name in ("source", "workspace")}
        return cls(**{**data, **paths, "limits": Limits(**data["limits"])})


@dataclass(frozen=True)
class Column:
    """`name` in the Parquet file; `source_name` in the delivery; `type` is DuckDB's."""

    name: str
    source_name: str
    type: str


@dataclass(frozen=True)
class Remark:
    """Something the person who delivers should know, and that did not stop the reading.

    `rows` are the first concerned, counted as `message` counts them: objects from 1, or lines of a CSV file.
    """

    code: str
    message: str
    count: int = 0
    rows: tuple[int, ...] = ()
    field: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", typeset(self.message))


@dataclass(frozen=True)
class Reading:
    """What was read, and how. `bbox` is west, south, east, north in degrees; None when no row has a place."""

    format: str
    layer: str
    rows: int
    columns: tuple[Column, ...]
    #: "EPSG:2154"; empty when no row has a place.
    crs: str
    crs_name: str
    #: "asked", "file" (a code), "parameters" (of a WKT), "format", "columns" (their names) or "values".
    crs_source: str
    encoding: str
    #: Of the file, or of the names and hashes of the files read in a folder.
    sha256: str
    geometry_types: dict[str, int]
    bbox: tuple[float, float, float, float] | None
    without_geometry: int = 0
    repaired: int = 0
    remarks: tuple[Remark, ...] = field(default_factory=tuple)

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reading:
        bbox = data["bbox"]
        return cls(
            **{
                **data,
                "columns": tuple(Column(**column) for column in data["columns"]),
                "bbox": (bbox[0], bbox[1], bbox[2], bbox[3]) if bbox else None,
                "remarks": tuple(Remark(**{**remark, "rows": tuple(remark["rows"])}) for remark in data["remarks"]),
            }
        )


def some(rows: list[int] | tuple[int, ...], count: int) -> str:
    """ "3, 7 et 12", or "3, 7, 12 … (250 en tout)"."""
    if count > len(rows):
        return f"{', '.join(map(str, rows))} … ({count} en tout)"
    if len(rows) < 2:
        return "".join(map(str, rows))
    return f"{', '.join(map(str, rows[:-1]))} et {rows[-1]}"


def mo(size: float) -> str:
    """A size in megabytes, as a French reader writes it."""
    return f"{size / 1_000_000:.1f} Mo".replace(".", ",")
