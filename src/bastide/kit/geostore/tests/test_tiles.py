"""What tiles hold is what the version holds, cut and rounded."""

import json
import subprocess
import sys

import numpy as np
import pytest
import shapely
from pmtiles.reader import MmapSource, all_tiles

from bastide.kit.geostore import queries
from bastide.kit.geostore.building import pyramid
from bastide.kit.geostore.engine import connect
from bastide.kit.geostore.files import layer_files
from bastide.kit.geostore.models import Layer
from bastide.kit.geostore.testing import build_version, decode_tile, stored

HALF = 20_037_508.342789244


def mercator(shape):
    def project(xy):
        east = xy[:, 0] * HALF / 180
        return np.column_stack([east, np.log(np.tan(np.radians(45 + xy[:, 1] / 2))) * HALF / np.pi])

    return shapely.transform(shape, project)


def in_tile(shape, zoom, x, y):
    """A shape in degrees, in units of a tile."""
    width = 2 * HALF / 2**zoom
    west, north = -HALF + x * width, HALF - y * width
    return shapely.transform(mercator(shape), lambda xy: (xy - [west, north]) * [4096 / width, -4096 / width])


def build_one(rows, columns, folder, name="formes"):
    return stored(*build_version(Layer(name=name), rows, columns, folder))


def tiles_of(version, zoom=None):
    with open(layer_files().address(version.tiles_name), "rb") as file:
        return {at: decode_tile(data) for at, data in all_tiles(MmapSource(file)) if zoom in (None, at[0])}


def test_every_tile_holds_what_the_shapes_are_there(tmp_path):
    random = np.random.default_rng(7)
    rows = []
    for number in range(120):
        lon, lat = random.uniform([0.3, 44.7], [0.7, 45.0])
        ring = [
            (lon + r * np.cos(a), lat + r * np.sin(a))
            for a, r in zip(np.sort(random.uniform(0, 2 * np.pi, 12)), random.uniform(0.004, 0.03, 12), strict=True)
        ]
        rows.append((f"{number}", shapely.make_valid(shapely.Polygon(ring)), {"rang": number}))
    version = build_one(rows, {"rang": "integer"}, tmp_path)
    zoom = version.manifest.zooms.highest
    window = shapely.box(-64, -64, 4160, 4160)

    wrong, seen = [], set()
    for (z, x, y), layers in tiles_of(version, zoom).items():
        drawn = {feature["properties"]["_key"]: feature for feature in layers["formes"]}
        for key, shape, _values in rows:
            expected = in_tile(shape, z, x, y).intersection(window)
            if key not in drawn:
                # Less than a unit of the tile rounds to nothing.
                if expected.area > 64:
                    wrong.append((z, x, y, key, "missing"))
                continue
            seen.add(key)
            found = shapely.make_valid(drawn[key]["shape"])
            # Vertices are rounded to whole units: areas differ by the length of the edge at most.
            if found.symmetric_difference(expected).area > expected.length + 8:
                wrong.append((z, x, y, key, "other"))
            if drawn[key]["properties"]["rang"] != int(key):
                wrong.append((z, x, y, key, "value"))

    assert wrong == []
    assert len(seen) == 120


def test_the_id_in_a_tile_is_the_row_and_leads_back_to_the_object(tmp_path):
    rows = [(f"p{n}", shapely.Point(0.5 + n / 100, 44.9), {}) for n in range(20)]
    version = build_one(rows, {}, tmp_path)

    found = {
        (feature["id"], feature["properties"]["_key"])
        for layers in tiles_of(version).values()
        for feature in layers["formes"]
    }

    assert found == {(feature.row, feature.key) for feature in queries.matching(version).features}


def test_each_kind_of_shape_and_value_is_drawn(tmp_path):
    columns = {"texte": "text", "entier": "integer", "nombre": "number", "vrai": "boolean", "jour": "date"}
    values = {"texte": "Église", "entier": -3, "nombre": 2.5, "vrai": True, "jour": "2026-11-24"}
    rows = [
        ("point", shapely.Point(0.5, 44.9), values),
        ("points", shapely.MultiPoint([(0.5, 44.8), (0.6, 44.8)]), values),
        ("ligne", shapely.LineString([(0.4, 44.7), (0.6, 44.75)]), values),
        ("lignes", shapely.MultiLineString([[(0.4, 44.6), (0.6, 44.65)], [(0.4, 44.5), (0.6, 44.5)]]), values),
        ("trou", shapely.box(0.3, 44.3, 0.7, 44.45).difference(shapely.box(0.4, 44.35, 0.6, 44.4)), values),
        ("nul", shapely.Point(0.5, 44.2), {}),
    ]
    version = build_one(rows, columns, tmp_path)

    drawn = {f["properties"]["_key"]: f for f in decode_tile(queries.tile(version, 6, 32, 23))["formes"]}

    assert set(drawn) == {key for key, _shape, _values in rows}
    assert drawn["point"]["properties"] == {"_key": "point", **values}
    assert drawn["nul"]["properties"] == {"_key": "nul"}
    assert len(drawn["trou"]["shape"].geoms[0].interiors) == 1
    assert drawn["lignes"]["shape"].geom_type == "MultiLineString"
    assert drawn["points"]["shape"].geom_type == "MultiPoint"


def test_a_shape_of_twenty_thousand_vertices_is_cut_block_by_block(tmp_path):
    angles = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    reach = 0.5 + 0.01 * np.sin(angles * 300)
    coast = shapely.Polygon(np.column_stack([0.5 + reach * np.cos(angles), 45 + reach * np.sin(angles)]))
    version = build_one([("cote", coast, {})], {}, tmp_path)
    zoom = version.manifest.zooms.highest

    covered = sum(
        feature["shape"].intersection(shapely.box(0, 0, 4096, 4096)).area * (2 * HALF / 2**zoom / 4096) ** 2
        for layers in tiles_of(version, zoom).values()
        for feature in layers["formes"]
    )

    assert covered == pytest.approx(mercator(coast).area, rel=1e-4)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Polygon([(0, 45), (1, 46), (1, 45), (0, 46)]),
        shapely.Polygon([(0, 45), (1, 45), (0, 45)]),
        shapely.LineString([(0.5, 45), (0.5, 45)]),
        shapely.GeometryCollection([shapely.Point(0.5, 45), shapely.box(0, 45, 1, 46)]),
        shapely.Point(),
    ],
    ids=["bow tie", "flat", "no length", "collection", "empty"],
)
def test_an_odd_shape_stops_no_build(shape, tmp_path):
    good = shapely.box(0.2, 45.2, 0.4, 45.4)

    version = build_one([("a", shape, {}), ("b", good, {})], {}, tmp_path)

    keys = {f["properties"]["_key"] for layers in tiles_of(version).values() for f in layers["formes"]}
    assert "b" in keys


def test_what_lies_past_the_edge_of_the_map_is_kept_and_not_drawn(tmp_path):
    rows = [("pole", shapely.Point(10, 89.5), {}), ("bourg", shapely.Point(0.7, 44.9), {})]

    version = build_one(rows, {}, tmp_path)

    assert queries.item(version, "pole") is not None
    keys = {f["properties"]["_key"] for layers in tiles_of(version).values() for f in layers["formes"]}
    assert keys == {"bourg"}


def test_a_crowded_tile_leaves_out_the_smallest_and_the_last_level_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(pyramid, "MOST_OBJECTS", 50)
    rows = [(f"{n}", shapely.Point(0.75 + n / 1000, 44.9).buffer(0.0001 * (n + 1)), {}) for n in range(80)]
    version = build_one(rows, {}, tmp_path)

    low = [f["properties"]["_key"] for t in tiles_of(version, 10).values() for f in t["formes"]]
    last = {
        f["properties"]["_key"] for t in tiles_of(version, version.manifest.zooms.highest).values() for f in t["formes"]
    }

    assert "79" in low
    assert "0" not in low
    assert last == {key for key, _shape, _values in rows}


def test_the_archive_is_one_that_other_readers_understand(tmp_path):
    rows = [(f"p{n}", shapely.Point(0.5 + n / 100, 44.9), {"nom": "Lavoir"}) for n in range(5)]
    version = build_one(rows, {"nom": "text"}, tmp_path)
    reader = (
        "import sys, json, pyogrio\n"
        "info = pyogrio.read_info(sys.argv[1])\n"
        "print(json.dumps([info['layer_name'], info['geometry_type'], list(info['fields'])]))"
    )

    found = subprocess.run(
        [sys.executable, "-c", reader, layer_files().address(version.tiles_name)], capture_output=True, text=True
    )

    assert json.loads(found.stdout)[0] == "formes"
    assert set(json.loads(found.stdout)[2]) >= {"_key", "nom"}


def test_the_snapshot_is_geoparquet_in_small_groups(tmp_path):
    rows = [(f"{n}", shapely.Point(n % 71 / 100, 44 + n // 71 / 100), {"rang": n}) for n in range(5000)]
    version = build_one(rows, {"rang": "integer"}, tmp_path)
    address = layer_files().address(version.parquet_name)

    with connect(memory="256MB", threads=1) as connection:
        described = f"FROM parquet_kv_metadata('{address}') WHERE decode(key) = 'geo'"
        (text,) = connection.execute(f"SELECT decode(value) {described}").fetchone()
        groups = connection.execute(
            f"SELECT any_value(row_group_num_rows), product(stats_max::DOUBLE - stats_min::DOUBLE) "
            f"FROM parquet_metadata('{address}') WHERE path_in_schema IN ('_bbox, xmin', '_bbox, ymin') "
            "GROUP BY row_group_id ORDER BY row_group_id"
        ).fetchall()
        boxes = connection.execute(
            f"SELECT count(*) FROM '{address}' WHERE _bbox.xmin <> ST_XMin(geometry) OR _bbox.ymax <> ST_YMax(geometry)"
        ).fetchone()

    geo = json.loads(text)
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["_bbox", "xmin"]
    assert geo["columns"]["geometry"]["bbox"] == list(version.manifest.box)
    assert [count for count, _area in groups] == [2048, 2048, 904]
    # Neighbours lie together: no group spans much more than its share of the layer.
    assert max(area for _count, area in groups) < 0.6 * 0.7 * 0.7
    assert boxes == (0,)


def test_a_column_may_be_called_as_what_the_store_works_with(tmp_path):
    taken = ["kind", "shape", "wkb", "x0", "y1", "mx0", "vertices", "px", "x", "first_x", "more", "tile_west", "data"]
    values = {name: f"valeur {name}" for name in taken}
    # Wide enough to be cut in pieces, which is where most names are in use.
    coast = shapely.Point(0.5, 44.9).buffer(2, quad_segs=2_000)

    version = build_one([("a", coast, values)], dict.fromkeys(taken, "text"), tmp_path)

    assert queries.item(version, "a").properties == values
    drawn = [feature["properties"] for layers in tiles_of(version).values() for feature in layers["formes"]]
    assert len(drawn) > 10
    assert all(properties.items() >= values.items() for properties in drawn)
