"""Each format, made on the fly, read whole: places, types, nulls, names and accents."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
import sqlite3
import struct
import zipfile
from contextlib import closing

import pytest
import shapely

POINTS = ["POINT (500000 6420000)", "POINT (500100 6420000)"]
WGS84 = ["POINT (0.48 44.85)", "POINT (0.49 44.86)"]


def zip_of(path, *files):
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, file.name)
    return path


@pytest.mark.parametrize(("driver", "name"), [("GPKG", "lieux.gpkg"), ("ESRI Shapefile", "lieux.shp")])
def test_types_nulls_and_accents_are_kept(make, read, driver, name):
    source = make(name, POINTS, driver, nom=["Église Saint-Jacques", None], nb=[3, 12], part=[0.5, float("nan")])

    found = read(source)

    assert found.types == {"geometry": "BLOB", "nom": "VARCHAR", "nb": "BIGINT", "part": "DOUBLE"}
    assert [row["nom"] for row in found.rows] == ["Église Saint-Jacques", None]
    assert found.rows[0]["part"] == 0.5
    assert found.rows[1]["part"] is None
    assert (found.reading.crs, found.reading.crs_source, found.reading.rows) == ("EPSG:2154", "file", 2)
    assert found.reading.geometry_types == {"POINT": 2}
    assert found.reading.bbox == pytest.approx((0.4677, 44.8498, 0.4690, 44.8499), abs=2e-3)


def test_a_shapefile_is_read_from_a_folder_and_from_a_zip_whatever_the_case_of_its_names(make, read, tmp_path):
    source = make("lieux.shp", POINTS, "ESRI Shapefile", nom=["a", "b"])
    (tmp_path / "livraison").mkdir()
    files = [
        shutil.copy(path, tmp_path / "livraison" / f"LIEUX{path.suffix.upper()}")
        for path in source.parent.glob("lieux.*")
    ]
    whole = zip_of(tmp_path / "livraison.zip", *(tmp_path / "livraison").iterdir())

    from_folder, from_zip = read(tmp_path / "livraison"), read(whole)

    assert len(files) >= 4
    assert from_folder.rows == from_zip.rows
    assert from_zip.reading.sha256 == hashlib.sha256(whole.read_bytes()).hexdigest()
    assert from_folder.reading.sha256 != from_zip.reading.sha256


@pytest.mark.parametrize(
    ("cpg", "encoding", "read_as"),
    [
        (None, "UTF-8", "UTF-8"),
        (None, "ISO-8859-1", "CP1252"),
        ("UTF-8", "ISO-8859-1", "CP1252"),
        ("1252", "UTF-8", "UTF-8"),
    ],
)
def test_texts_without_a_true_cpg_are_read_right_and_said(make, read, cpg, encoding, read_as):
    source = make("lieux.shp", POINTS, "ESRI Shapefile", encoding=encoding, nom=["Dépôt à Ménesplet", "b"])
    source.with_suffix(".cpg").unlink()
    if cpg:
        source.with_suffix(".cpg").write_text(cpg)

    found = read(source)

    assert found.rows[0]["nom"] == "Dépôt à Ménesplet"
    assert found.reading.encoding == read_as
    assert "lieux.dbf" in found.remark("encoding-guessed").field


def test_a_true_cpg_is_believed_in_silence(make, read):
    source = make("lieux.shp", POINTS, "ESRI Shapefile", encoding="ISO-8859-1", nom=["Dépôt", "b"])
    source.with_suffix(".cpg").write_text("ISO 88591")

    found = read(source)

    assert found.rows[0]["nom"] == "Dépôt"
    assert found.codes == []


def test_a_text_cut_within_a_sign_loses_only_that_half_sign(make, read):
    source = make("lieux.shp", POINTS, "ESRI Shapefile", encoding="UTF-8", nom=["aé", "bé"])
    table = source.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    start, width = struct.unpack("<HH", content[8:12])
    size = content[32 + 16]
    text = "x" * (size - 1) + "é"
    content[start + 1 : start + 1 + size] = text.encode()[:size]
    table.write_bytes(bytes(content))

    found = read(source)

    assert width == size + 1
    assert found.rows[0]["nom"] == "x" * (size - 1)
    assert found.rows[1]["nom"] == "bé"
    assert found.remark("text-cut").rows == (1,)


def test_a_geojson_keeps_dates_truths_and_nested_values(text, read):
    source = text(
        "a.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"le":"2026-01-31",'
        '"à":"2026-01-31T10:00:00+02:00",'
        '"vrai":true,"liste":["x","y"],"objet":{"a":1}},"geometry":{"type":"Point","coordinates":[0.48,44.85,'
        "120.5]}}]}",
    )

    found = read(source)

    row = found.rows[0]
    assert row["le"] == datetime.date(2026, 1, 31)
    assert row["à"] == datetime.datetime(2026, 1, 31, 8, 0)  # noqa: DTZ001 (kept without a zone)
    assert row["vrai"] is True
    assert (json.loads(row["liste"]), json.loads(row["objet"])) == (["x", "y"], {"a": 1})
    assert found.shapes[0].wkt == "POINT (0.48 44.85)"
    assert (found.reading.crs, found.reading.crs_source) == ("EPSG:4326", "format")


def test_a_geojson_that_names_a_projection_is_moved(text, read):
    source = text(
        "a.geojson",
        '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2154"}},'
        '"features":'
        '[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[700000,6600000]}}]}',
    )

    found = read(source)

    assert found.shapes[0].equals_exact(shapely.Point(3, 46.5), 1e-9)
    assert found.reading.crs_source == "file"


def test_degrees_are_longitude_then_latitude_even_when_the_code_says_the_contrary(text, read):
    source = text(
        "a.geojson",
        '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4326"}},'
        '"features":'
        '[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[0.48,44.85]}}]}',
    )

    assert read(source).shapes[0].wkt == "POINT (0.48 44.85)"


def test_a_geojson_written_by_windows_is_read_and_said(text, read):
    content = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"Étang"},'
        '"geometry":{"type":"Point","coordinates":[0.48,44.85]}}]}'
    )

    found = read(text("a.geojson", content, "cp1252"))

    assert found.rows[0]["nom"] == "Étang"
    assert found.remark("encoding-guessed").field == "a.geojson"


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Carte</name><Folder>
<name>Bancs publics</name>
<Placemark><name>Près de l’église</name><ExtendedData><Data name="matiere"><value>bois</value></Data>
</ExtendedData><Point><coordinates>0.48,44.85,12</coordinates></Point></Placemark></Folder>%s</Document></kml>"""


def test_a_kml_and_a_kmz_are_read_without_their_empty_columns(text, read, tmp_path):
    plain = text("carte.kml", KML % "")
    packed = zip_of(tmp_path / "carte.kmz", plain)

    found = read(plain)

    assert list(found.types) == ["geometry", "Name", "matiere"]
    assert found.rows[0]["matiere"] == "bois"
    assert found.shapes[0].wkt == "POINT (0.48 44.85)"
    assert read(packed).rows == found.rows


def test_a_gpx_gives_its_one_full_layer(text, read):
    source = text(
        "trace.gpx",
        '<?xml version="1.0"?><gpx version="1.1" creator="x" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Boucle</name>'
        '<trkseg><trkpt lat="44.85" lon="0.48"/><trkpt lat="44.86" lon="0.49"/></trkseg></trk></gpx>',
    )

    found = read(source)

    assert found.shapes[0].wkt == "MULTILINESTRING ((0.48 44.85, 0.49 44.86))"
    assert found.rows[0]["name"] == "Boucle"


DXF = (
    "0 SECTION 2 ENTITIES 0 POINT 8 Bornes 10 1500000.0 20 4190000.0 30 0.0 "
    "0 ARC 8 Voie 10 1500000.0 20 4190000.0 40 10.0 50 0 51 90 0 ENDSEC 0 EOF "
).replace(" ", "\n")


def test_a_dxf_is_read_once_told_its_system(text, read, refused):
    source = text("plan.dxf", DXF)

    assert "CC45 (EPSG:3945)" in refused(source).message

    found = read(source, crs="CC45")

    assert found.reading.geometry_types == {"POINT": 1, "LINESTRING": 1}
    assert {row["Layer"] for row in found.rows} == {"Bornes", "Voie"}
    assert found.reading.crs_source == "asked"


def test_curves_of_a_geopackage_become_lines(make, read):
    source = make("arcs.gpkg", ["LINESTRING (500000 6420000, 500001 6420001)"], "GPKG", nom=["arc"], le=["2026-01-31"])
    arc = struct.pack("<BII6d", 1, 8, 3, 500000, 6420000, 500010, 6420010, 500020, 6420000)
    with closing(sqlite3.connect(source)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE arcs SET geom = ?", [b"GP\0\1" + struct.pack("<i", 2154) + arc])
        database.commit()

    found = read(source)

    assert found.reading.geometry_types == {"LINESTRING": 1}
    assert len(found.shapes[0].coords) > 20
    assert found.rows[0]["nom"] == "arc"
    assert "curves" in found.codes


def test_heights_and_measures_are_left_out(make, read):
    found = read(make("a.gpkg", ["POINT ZM (500000 6420000 3 4)", "POINT Z (500000 6420000 3)"], "GPKG", n=[1, 2]))

    assert [shape.has_z for shape in found.shapes] == [False, False]


def test_mixed_shapes_are_read_together(make, read):
    shapes = ["POINT (500000 6420000)", "POLYGON ((500000 6420000, 500100 6420000, 500100 6420100, 500000 6420000))"]

    assert read(make("a.gpkg", shapes, "GPKG", n=[1, 2])).reading.geometry_types == {"POINT": 1, "POLYGON": 1}


def test_names_are_kept_safe_and_unique(text, read):
    found = read(text("a.csv", 'lon;lat;Nom ;nom;geometry;_BBOX;"l""objet";\n0.48;44.85;a;b;c;d;e\n'))

    assert list(found.types) == ["geometry", "lon", "lat", "Nom", "nom_2", "geometry_2", "_BBOX_2", 'l"objet']
    assert found.remark("renamed")


def test_a_shape_that_crosses_itself_is_repaired_and_named(make, read):
    bow = "POLYGON ((500000 6420000, 500100 6420100, 500100 6420000, 500000 6420100, 500000 6420000))"
    square = "POLYGON ((500000 6420000, 500100 6420000, 500100 6420100, 500000 6420100, 500000 6420000))"

    found = read(make("a.gpkg", [square, bow], "GPKG", n=[1, 2]))

    assert found.reading.repaired == 1
    assert found.remark("repaired").rows == (2,)
    assert "se croise" in found.remark("repaired").message
    assert all(shape.is_valid for shape in found.shapes)


def test_a_surface_without_area_keeps_its_row_without_a_place(make, read):
    flat = "POLYGON ((500000 6420000, 500100 6420100, 500000 6420000, 500000 6420000))"

    found = read(make("a.gpkg", ["POINT (500000 6420000)", flat], "GPKG", n=[1, 2]))

    assert found.remark("shape-lost").rows == (2,)
    assert found.shapes[1] is None


def test_rows_without_a_place_are_kept_and_named(make, read):
    found = read(make("a.gpkg", ["POINT (500000 6420000)", None, "POINT EMPTY"], "GPKG", n=[1, 2, 3]))

    assert found.reading.without_geometry == 2
    assert found.remark("without-geometry").rows == (2, 3)
    assert [row["n"] for row in found.rows] == [1, 2, 3]


def test_places_outside_france_are_said_and_guessed_to_be_swapped(text, read):
    found = read(text("a.csv", "lat;lon;nom\n44.85;0.48;a\n0.48;44.85;b\n-12;-70;c\n"))

    assert found.remark("swapped-axes").rows == (3,)
    assert "latitude" in found.remark("swapped-axes").message
    assert found.remark("outside-france").rows == (4,)


def test_a_layer_is_found_by_its_name_among_several(make, read, tmp_path):
    source = make("a.gpkg", POINTS, "GPKG", layer="Bancs", n=[1, 2])
    make("a.gpkg", ["POINT (500000 6420000)"], "GPKG", layer="arbres", append=True, n=[1])
    other = make("b.gpkg", POINTS, "GPKG", layer="lampes", n=[1, 2])
    whole = zip_of(tmp_path / "c.zip", source, other)

    assert read(source, layer="bancs").reading.rows == 2
    assert read(whole, layer="arbres").reading.rows == 1
    assert read(whole, layer="a/arbres").reading.layer == "a/arbres"


def test_a_table_without_places_is_read_when_asked(text, read):
    found = read(text("communes.csv", "insee;nom\n24322;Périgueux\n"), spatial=False)

    assert found.rows == [{"geometry": None, "insee": "24322", "nom": "Périgueux"}]
    assert (found.reading.crs, found.reading.bbox) == ("", None)


def test_what_is_asked_wins_over_the_file_and_is_said(make, read):
    found = read(make("a.gpkg", ["POINT (1500000 4190000)"], "GPKG", n=[1]), crs="CC45")

    assert found.reading.crs == "EPSG:3945"
    assert "EPSG:2154" in found.remark("crs-overridden").message


def test_lines_of_one_point_and_open_rings_stop_nothing(text, read):
    shapes = [
        '{"type":"Polygon","coordinates":[[[0.4,44.8],[0.5,44.8]]]}',
        '{"type":"LineString","coordinates":[[0.5,44.8]]}',
        '{"type":"Polygon","coordinates":[[[0.4,44.8],[0.5,44.8],[0.5,44.9]]]}',
        '{"type":"Point","coordinates":[0.5,44.8]}',
    ]
    features = ",".join(f'{{"type":"Feature","properties":{{}},"geometry":{shape}}}' for shape in shapes)

    found = read(text("a.geojson", f'{{"type":"FeatureCollection","features":[{features}]}}'))

    assert found.remark("shape-lost").rows == (1, 2)
    assert found.shapes[2].area == pytest.approx(0.005)


def test_a_damaged_neighbour_does_not_matter(text, read, tmp_path):
    feature = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[0.48,44.85]}}'
    text("bon.geojson", feature)
    text("mauvais.geojson", feature[:-20])

    assert read(tmp_path, layer="bon").reading.rows == 1
