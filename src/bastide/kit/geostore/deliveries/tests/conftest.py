"""Deliveries made on the fly, and a reader that works within the test, by the code that the child runs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyogrio.raw
import pytest
import shapely

from bastide.kit.geostore.deliveries.answers import DeliveryRefused, Limits, Order, Reading
from bastide.kit.geostore.deliveries.delivery import OUTPUT, compile_delivery


class Read:
    """A reading and its rows."""

    def __init__(self, reading: Reading, parquet: Path) -> None:
        self.reading = reading
        with closing(duckdb.connect()) as connection:
            # Without the spatial extension: what any reader of Parquet sees.
            connection.execute("CREATE TABLE layer AS FROM read_parquet(?)", [str(parquet)])
            self.types = {name: kind for name, kind, *_ in connection.execute("DESCRIBE layer").fetchall()}
            names = list(self.types)
            self.rows = [dict(zip(names, row, strict=True)) for row in connection.execute("FROM layer").fetchall()]

    @property
    def shapes(self) -> list[Any]:
        return [row["geometry"] and shapely.from_wkb(row["geometry"]) for row in self.rows]

    @property
    def codes(self) -> list[str]:
        return [remark.code for remark in self.reading.remarks]

    def remark(self, code: str):
        return next(remark for remark in self.reading.remarks if remark.code == code)


@pytest.fixture
def read(tmp_path_factory) -> Callable[..., Read]:
    def _read(source: Path, **asked: Any) -> Read:
        workspace = tmp_path_factory.mktemp("workspace")
        reading = compile_delivery(Order(source=source, workspace=workspace, **asked))
        return Read(reading, workspace / OUTPUT)

    return _read


@pytest.fixture
def refused(read) -> Callable[..., DeliveryRefused]:
    """The refusal of a delivery that must be refused."""

    def _refused(source: Path, **asked: Any) -> DeliveryRefused:
        with pytest.raises(DeliveryRefused) as caught:
            read(source, **asked)
        return caught.value

    return _refused


@pytest.fixture
def small() -> Limits:
    return Limits(source_size=200_000, unpacked_size=400_000, members=20, rows=50, columns=10, layers=5)


def write(path: Path, shapes: list[Any], driver: str, *, crs: str | None = "EPSG:2154", **columns: list[Any]) -> Path:
    """A data set of these shapes (WKT, or None) and columns, by GDAL."""
    geometry = np.full(len(shapes), None, dtype=object)
    for i, shape in enumerate(shapes):
        geometry[i] = None if shape is None else shapely.to_wkb(shapely.from_wkt(shape), flavor="iso")
    kinds = {shapely.from_wkt(shape).geom_type for shape in shapes if shape} or {"Point"}
    options = {key: columns.pop(key) for key in ("encoding", "layer", "append") if key in columns}
    data = [
        np.array(v, dtype=object if any(isinstance(i, str | type(None)) for i in v) else None) for v in columns.values()
    ]
    pyogrio.raw.write(
        path, geometry, data, list(columns), driver=driver, crs=crs,
        geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown", **options,
    )  # fmt: skip
    return path


@pytest.fixture
def make(tmp_path) -> Callable[..., Path]:
    """`make("a.gpkg", ["POINT (…)"], "GPKG", nom=["a"])`."""

    def _make(name: str, shapes: list[Any], driver: str, **columns: Any) -> Path:
        # A shape with NaN, a file without a system: what is wrong here is wrong on purpose.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return write(tmp_path / name, shapes, driver, **columns)

    return _make


@pytest.fixture
def text(tmp_path) -> Callable[..., Path]:
    """A file of text: `text("a.csv", "lon;lat…")`."""

    def _text(name: str, content: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return _text
