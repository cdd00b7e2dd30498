"""What a version says about itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Box = tuple[float, float, float, float]

#: Names that the store keeps for itself in each file: place in the file, key, bounding box, shape.
ROW, KEY, BOX, GEOMETRY = "_row", "_key", "_bbox", "geometry"
RESERVED = frozenset({ROW, KEY, BOX, GEOMETRY})


@dataclass(frozen=True)
class Column:
    """An attribute: its name in the file and its DuckDB type (`VARCHAR`, `BIGINT`, `DOUBLE`, `DATE`…)."""

    name: str
    type: str


@dataclass(frozen=True)
class Zooms:
    """The zoom levels of the archive of tiles."""

    lowest: int
    highest: int


@dataclass(frozen=True)
class Manifest:
    """`box` is west, south, east, north in degrees, None when there is no shape; `made_at` an ISO moment."""

    title: str
    producer: str
    licence: str
    made_at: str
    rows: int
    box: Box | None
    columns: tuple[Column, ...]
    geometry_types: tuple[str, ...]
    key_column: str
    zooms: Zooms | None
    parquet_hash: str
    parquet_bytes: int
    tiles_hash: str
    tiles_bytes: int
    source_hash: str
    source_crs: str = ""
    source_encoding: str = ""
    warnings: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Manifest:
        fields = dict(data)
        fields["box"] = tuple(data["box"]) if data["box"] else None
        fields["columns"] = tuple(Column(**column) for column in data["columns"])
        fields["zooms"] = Zooms(**data["zooms"]) if data["zooms"] else None
        for name in ("geometry_types", "warnings"):
            fields[name] = _words(data[name])
        return cls(**fields)

    def column(self, name: str) -> Column:
        """Raises UnknownColumn."""
        for column in self.columns:
            if column.name == name:
                return column
        raise UnknownColumn(name)


class UnknownColumn(LookupError):
    """The layer has no such attribute."""


def _words(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(values)
