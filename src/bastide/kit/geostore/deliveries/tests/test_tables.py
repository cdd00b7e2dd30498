"""CSV files as people write them: separators, decimal commas, columns of places, types."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.kit.geostore.deliveries.tables import DELIMITERS, find_place, number, open_table, sniff_delimiter

CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)
TABLES = st.integers(2, 6).flatmap(
    lambda width: st.tuples(
        st.lists(
            st.text(alphabet="abcdé_ 12", min_size=1, max_size=8).filter(str.strip), min_size=width, max_size=width
        ),
        st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12),
    )
)


@given(table=TABLES, delimiter=st.sampled_from(DELIMITERS), bom=st.booleans())
def test_whatever_a_table_holds_its_cells_come_back(tmp_path_factory, table, delimiter, bom):
    header, rows = table
    content = io.StringIO(newline="")
    # Every cell between quotes, as a spreadsheet may do: the separator stands inside some.
    csv.writer(content, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_text(content.getvalue(), encoding="utf-8-sig" if bom else "utf-8", newline="")

    found = open_table(path, None, [])

    assert found.delimiter == delimiter
    assert found.header == header
    assert [row for _, row in found.rows()] == [row for row in rows if any(cell.strip() for cell in row)]


@given(st.text(max_size=80))
def test_whatever_a_sample_holds_its_separator_is_looked_for_without_an_error(sample):
    assert sniff_delimiter(sample) in ("", *DELIMITERS)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.booleans())
def test_a_number_is_read_with_a_point_or_a_comma(value, comma):
    written = f"{value:.6f}"

    assert number(written.replace(".", ",") if comma else written) == float(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1 234,5", 1234.5),
        ("6 420 000", 6420000),
        ("−0,5", -0.5),
        ("1e3", 1000),
        (".5", 0.5),
        ("1,234.5", None),
        ("1.2.3", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        ("-", None),
        ("44°51'", None),
    ],
)
def test_only_a_number_is_a_number(written, value):
    assert number(written) == value


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("nom;lon;lat", "a;0.48;44.85", "EPSG:4326"),
        ("nom;Longitude;Latitude", "a;0,48;44,85", "EPSG:4326"),
        ("nom;Y_WGS84;X_WGS84", "a;44.85;0.48", "EPSG:4326"),
        ("nom;X_L93;Y_L93", "a;500000;6420000", "EPSG:2154"),
        ("nom;x;y", "a;500 000,5;6 420 000,5", "EPSG:2154"),
        ("nom;X;Y", "a;0,48;44,85", "EPSG:4326"),
        ("nom;coord_x;coord_y", "a;1500000;4190000", "EPSG:3945"),
        ("nom;geo_point_2d", "a;44.85, 0.48", "EPSG:4326"),
        ("nom;geo_shape", 'a;"{""type"":""Point"",""coordinates"":[0.48,44.85]}"', "EPSG:4326"),
        ("nom;geom", 'a;"SRID=2154;POINT (500000 6420000)"', "EPSG:2154"),
        ("x;y;long;lat;nom", "500000;6420000;0.48;44.85;a", "EPSG:4326"),
    ],
)
def test_the_columns_of_places_are_found(text, read, header, row, expected):
    found = read(text("a.csv", f"{header}\n{row}\n"))

    assert found.reading.crs == expected
    assert found.shapes[0].distance(found.shapes[0].__class__(0.48, 44.85)) < 0.3
    assert found.reading.crs_source in {"columns", "values"}


def test_the_system_that_is_asked_chooses_the_columns():
    header, rows = ["long", "lat", "x", "y"], [["0.48", "44.85", "500000", "6420000"]]

    assert find_place(header, rows, None).columns == (0, 1)
    assert find_place(header, rows, "EPSG:2154").columns == (2, 3)


def test_columns_of_metres_that_say_no_system_are_asked_about(text, refused):
    refusal = refused(text("a.csv", "nom;x;y\na;340000;7680000\n"))

    assert refusal.code == "crs-unknown"


def test_a_shape_in_text_is_read(text, read):
    found = read(text("a.csv", 'nom,WKT\na,"POLYGON ((0.4 44.8, 0.5 44.8, 0.5 44.9, 0.4 44.8))"\n'), crs="EPSG:4326")

    assert found.reading.geometry_types == {"POLYGON": 1}


def test_a_cell_that_is_no_place_is_named_and_its_row_kept(text, read):
    found = read(text("a.csv", "lon;lat;nom\n0,48;44,85;a\nabc;44,85;b\n;;c\n"))

    assert found.remark("bad-place").rows == (3,)
    assert found.remark("bad-place").field == "lon"
    assert "abc" in found.remark("bad-place").message
    assert [row["nom"] for row in found.rows] == ["a", "b", "c"]
    assert found.remark("without-geometry").rows == (3, 4)


def test_each_column_takes_the_type_of_all_its_values(text, read):
    found = read(
        text(
            "a.csv",
            "lon;lat;nb;prix;le;du;à;ouvert;insee;tel;code;mixte;vide\n"
            "0.48;44.85;12;1,5;2026-01-31;31/01/2026;2026-01-31T10:00:00+02:00;oui;24322;0553000000;01;12;\n"
            "0.48;44.85;;2;;;;non;01004;;2;douze;\n",
        )
    )

    assert found.types == {
        "geometry": "BLOB", "lon": "DOUBLE", "lat": "DOUBLE", "nb": "BIGINT", "prix": "DOUBLE", "le": "DATE",
        "du": "DATE", "à": "TIMESTAMP", "ouvert": "VARCHAR", "insee": "VARCHAR", "tel": "VARCHAR", "code": "VARCHAR",
        "mixte": "VARCHAR", "vide": "VARCHAR",
    }  # fmt: skip
    first, second = found.rows
    assert (first["nb"], first["prix"], first["le"]) == (12, 1.5, datetime.date(2026, 1, 31))
    assert first["du"] == first["le"]
    assert (first["code"], second["nb"], second["le"], second["vide"]) == ("01", None, None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_read_whatever_the_spreadsheet_wrote(text, read, encoding):
    found = read(text("a.csv", "lon;lat;nom\r\n0,48;44,85;Église de Ménesplet\r\n", encoding))

    assert found.rows[0]["nom"] == "Église de Ménesplet"
    assert ("encoding-guessed" in found.codes) == (encoding in ("cp1252", "utf-16"))


def test_rows_that_end_with_separators_are_read(text, read):
    assert read(text("a.csv", "lon;lat;nom;;\n0.48;44.85;a;;\n\n;;;;\n")).reading.rows == 1


def test_a_line_is_counted_as_a_spreadsheet_shows_it(text, read):
    found = read(text("a.csv", 'lon;lat;nom\n0.48;44.85;"deux\nlignes"\nx;44.85;b\n'))

    assert found.remark("bad-place").rows == (4,)
