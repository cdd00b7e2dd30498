"""What is refused, in words that say what is wrong, where, and what to do."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from bastide.kit.geostore.deliveries.geopackages import is_standard_trigger

POINT = ["POINT (500000 6420000)"]
GEOJSON = '{"type":"FeatureCollection","features":[%s]}'


@pytest.mark.parametrize("suffix", [".shx", ".dbf"])
def test_a_shapefile_with_a_file_missing_is_refused(make, refused, suffix):
    source = make("lieux.shp", POINT, "ESRI Shapefile", n=[1])
    source.with_suffix(suffix).unlink()

    refusal = refused(source)

    assert refusal.code == "shp-incomplete"
    assert f"lieux{suffix}" in refusal.message


def test_a_shapefile_without_its_shapes_is_refused(make, refused, tmp_path):
    source = make("lieux.shp", POINT, "ESRI Shapefile", n=[1])
    source.unlink()

    refusal = refused(tmp_path)

    assert refusal.code == "shp-incomplete"
    assert "lieux.shp" in refusal.message


@pytest.mark.parametrize("suffix", [".shp", ".shx", ".dbf"])
@pytest.mark.parametrize("kept", [10, -30])
def test_a_shapefile_cut_short_is_refused(make, refused, suffix, kept):
    source = make("lieux.shp", POINT * 30, "ESRI Shapefile", n=list(range(30)))
    part = source.with_suffix(suffix)
    part.write_bytes(part.read_bytes()[:kept])

    refusal = refused(source)

    assert refusal.code == "truncated"
    assert f"lieux{suffix}" in refusal.message


def test_more_shapes_than_attributes_are_refused(make, refused):
    source = make("lieux.shp", POINT * 3, "ESRI Shapefile", n=[1, 2, 3])
    shutil.copy(make("autre.shp", POINT, "ESRI Shapefile", n=[1]).with_suffix(".dbf"), source.with_suffix(".dbf"))

    assert refused(source).code == "shp-incoherent"


def test_an_unknown_system_is_refused_with_a_guess(make, refused):
    refusal = refused(make("lieux.shp", POINT, "ESRI Shapefile", crs=None, n=[1]))

    assert refusal.code == "crs-unknown"
    assert "Lambert-93 (EPSG:2154)" in refusal.message


def test_a_wkt_of_no_known_system_is_refused_with_its_name(make, refused):
    source = make("lieux.shp", POINT, "ESRI Shapefile", n=[1])
    source.with_suffix(".prj").write_text(
        'PROJCS["Plan_local",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,'
        '298.257222101]],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",'
        '123.0],PARAMETER["False_Northing",456.0],'
        'PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",44.0],PARAMETER["Standard_Parallel_2",49.0],'
        'PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]]'
    )

    refusal = refused(source)

    assert refusal.code == "crs-unknown"
    assert "Plan_local" in refusal.message


@pytest.mark.parametrize(
    ("said", "shape", "meant"),
    [
        ("EPSG:2154", "POINT (0.48 44.85)", "EPSG:4326"),
        ("EPSG:2154", "POINT (1500000 4190000)", "EPSG:3945"),
        ("EPSG:3945", "POINT (500000 6420000)", "EPSG:2154"),
        ("EPSG:4326", "POINT (500000 6420000)", "EPSG:2154"),
    ],
)
def test_a_wrong_system_is_refused_with_a_guess(make, refused, said, shape, meant):
    refusal = refused(make("a.gpkg", [shape], "GPKG", crs=said, n=[1]))

    assert refusal.code == "crs-wrong"
    assert meant in refusal.message


@pytest.mark.parametrize("crs", ["EPSG:99999", "Lambert-94"])
def test_a_system_that_does_not_exist_is_refused(make, refused, crs):
    refusal = refused(make("a.gpkg", POINT, "GPKG", n=[1]), crs=crs)

    assert refusal.code == "crs-unknown"
    assert crs in refusal.message


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_geojson_cut_short_is_refused(text, refused, part):
    feature = '{"type":"Feature","properties":{"nom":"a"},"geometry":{"type":"Point","coordinates":[0.48,44.85]}}'
    whole = GEOJSON % ",".join([feature] * 50)

    refusal = refused(text("a.geojson", whole[: int(len(whole) * part)]))

    assert refusal.code == "unreadable"
    assert "a.geojson" in refusal.message


@pytest.mark.parametrize("name", ["a.json", "a.geojson", "a.kml", "a.gpx", "a.dxf", "a.thf"])
def test_another_thing_under_a_known_name_is_refused(text, refused, name):
    assert refused(text(name, '{"bonjour": [1, 2]}')).code == "unreadable"


def test_an_unknown_format_is_refused_with_those_that_are_read(text, refused):
    refusal = refused(text("carte.doc", "bonjour"))

    assert refusal.code == "unknown-format"
    assert "GeoPackage" in refusal.message


def test_an_empty_layer_is_refused(make, text, refused):
    assert refused(text("a.geojson", GEOJSON % "")).code == "empty"
    assert refused(text("a.csv", "lon;lat\n")).code == "empty"
    assert refused(text("b.csv", "")).code == "empty"


def test_a_layer_without_any_place_is_refused(make, refused):
    assert refused(make("a.gpkg", [None, None], "GPKG", n=[1, 2])).code == "no-geometry"


def test_several_layers_are_listed_when_none_is_named(make, refused):
    source = make("a.gpkg", POINT, "GPKG", layer="bancs", n=[1])
    make("a.gpkg", POINT, "GPKG", layer="arbres", append=True, n=[1])

    refusal = refused(source)

    assert refusal.code == "layer-needed"
    assert refusal.layers == ("bancs", "arbres")
    assert refused(source, layer="lampes").code == "layer-unknown"


def test_coordinates_that_are_no_numbers_are_refused_with_their_rows(make, refused):
    refusal = refused(make("a.gpkg", [*POINT, "LINESTRING (500000 6420000, 500001 nan)"], "GPKG", n=[1, 2]))

    assert refusal.code == "bad-coordinates"
    assert "objet 2" in refusal.message


def test_a_coordinate_without_end_is_refused(text, refused):
    assert refused(text("a.csv", "lon;lat\n0.48;44.85\n1e400;44.85\n")).code == "bad-coordinates"


def test_too_many_rows_columns_or_bytes_are_refused(make, text, refused, small):
    rows = make("a.gpkg", POINT * 60, "GPKG", n=list(range(60)))
    columns = make("b.gpkg", POINT, "GPKG", **{f"c{number}": [1] for number in range(12)})
    lines = text("c.csv", "lon;lat\n" + "0.48;44.85\n" * 60)
    heavy = text("d.csv", "lon;lat\n" + "0.48;44.85\n" * 30_000)

    assert {refused(source, limits=small).code for source in (rows, columns, lines, heavy)} == {"too-large"}


def test_an_encoding_that_is_not_the_files_is_refused(make, text, refused):
    source = make("lieux.shp", POINT, "ESRI Shapefile", encoding="ISO-8859-1", nom=["Dépôt"])

    assert refused(source, encoding="UTF-8").code == "wrong-encoding"
    assert refused(text("a.csv", "lon;lat;nom\n0.48;44.85;é\n", "cp1252"), encoding="utf-8").code == "wrong-encoding"
    assert refused(text("a.csv", "lon;lat;nom\n0.48;44.85;é\n"), encoding="klingon").code == "wrong-encoding"


@pytest.fixture
def database(make):
    """A GeoPackage to spoil."""
    source = make("a.gpkg", POINT * 40, "GPKG", n=list(range(40)))
    connection = sqlite3.connect(source)
    with closing(connection):
        yield source, connection


@pytest.mark.parametrize(
    "program",
    [
        "CREATE TRIGGER piege AFTER INSERT ON a BEGIN DELETE FROM a; END",
        'CREATE TRIGGER rtree_a_geom_insert2 AFTER INSERT ON a BEGIN DELETE FROM "rtree_a_geom" WHERE id = '
        "load_extension('x'); END",
        "CREATE TRIGGER gpkg_x AFTER INSERT ON a BEGIN SELECT RAISE(ABORT, 'x') WHERE NEW.n < 0; DELETE FROM a; END",
        "CREATE VIEW piege AS SELECT * FROM a",
        "CREATE VIRTUAL TABLE piege USING fts5(x)",
    ],
)
def test_a_geopackage_with_a_program_is_refused(database, refused, program):
    source, connection = database
    connection.execute(program)
    connection.commit()

    refusal = refused(source)

    assert refusal.code == "gpkg-program"
    assert "a.gpkg" in refusal.message


def test_the_triggers_that_every_geopackage_has_are_known(database, read):
    source, connection = database
    triggers = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]

    assert len(triggers) > 4
    assert all(map(is_standard_trigger, triggers))
    assert read(source).reading.rows == 40


def test_a_database_that_is_not_a_geopackage_is_refused(tmp_path, refused):
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as connection:
        connection.execute("CREATE TABLE a (b)")
        connection.commit()

    assert refused(tmp_path / "a.gpkg").code == "not-geopackage"


def test_a_geopackage_that_was_still_open_is_refused(database, refused):
    source, _ = database
    source.with_name("a.gpkg-wal").write_bytes(b"x")

    refusal = refused(source)

    assert refusal.code == "gpkg-open"
    assert "a.gpkg-wal" in refusal.message


@pytest.mark.parametrize("part", [0.02, 0.5, 0.99])
def test_a_geopackage_cut_short_is_refused(database, refused, part):
    source, _ = database
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * part)])

    assert refused(source).code == "truncated"


def test_a_row_of_another_width_is_refused_with_its_line(text, refused):
    refusal = refused(text("a.csv", "lon;lat;nom\n0.48;44.85;a\n0.48;44.85;b;c\n"))

    assert refusal.code == "csv-width"
    assert "ligne 3" in refusal.message


def test_a_table_without_places_is_refused_with_its_columns(text, refused):
    refusal = refused(text("a.csv", "nom;adresse\na;b\n"))

    assert refusal.code == "no-geometry"
    assert "adresse" in refusal.message


def test_a_text_without_separator_is_refused(text, refused):
    assert refused(text("a.csv", "bonjour\nà tous\n")).code == "csv-separator"


def test_a_binary_file_is_no_table(tmp_path, refused):
    (tmp_path / "a.csv").write_bytes(b"\0\1\2;\0")

    assert refused(tmp_path / "a.csv").code == "unreadable"


def test_a_delivery_that_is_not_there_or_is_a_link_is_refused(tmp_path, text, refused):
    text("a.csv", "lon;lat\n0.48;44.85\n")
    (tmp_path / "lien.csv").symlink_to(tmp_path / "a.csv")

    assert refused(tmp_path / "rien.csv").code == "missing"
    assert refused(tmp_path / "lien.csv").code == "archive-link"


def test_messages_are_typeset(tmp_path, refused):
    assert "«\N{NO-BREAK SPACE}rien.csv\N{NO-BREAK SPACE}»" in refused(tmp_path / "rien.csv").message


@pytest.mark.parametrize("row", ['0.48;44.85;"jamais fermé', '0.48;44.85;"deux" fois'])
def test_a_quote_that_is_not_closed_is_refused_with_its_line(text, refused, row):
    refusal = refused(text("a.csv", f"lon;lat;nom\n0.48;44.85;a\n{row}\n0.48;44.85;b\n"))

    assert refusal.code == "csv-quotes"
    assert "ligne" in refusal.message
