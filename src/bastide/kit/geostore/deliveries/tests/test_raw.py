"""The way of rows from Python to DuckDB, and the names of columns."""

from __future__ import annotations

from contextlib import closing

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.kit.geostore.deliveries.raw import Spool, identifier, safe_names

HOSTILE = 'a" FROM b --'
CELLS = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)


@pytest.fixture(scope="module")
def database():
    with closing(duckdb.connect()) as connection:
        yield connection


@given(rows=st.lists(st.tuples(st.binary(max_size=30), CELLS, CELLS), max_size=20))
def test_whatever_a_cell_holds_it_reaches_the_table_whole(database, tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("spool")

    with Spool(database, folder / "rows.csv") as spool:
        for number, (shape, *cells) in enumerate(rows):
            spool.write(number, shape, cells)
        spool.into("raw", ["VARCHAR", "VARCHAR"])

    found = database.execute("SELECT r, g, c0, c1 FROM raw ORDER BY r").fetchall()
    plain = [cell.replace("\0", "") or None for _, *cells in rows for cell in cells]
    assert [cell for row in found for cell in row[2:]] == plain
    assert [row[1] for row in found] == [shape or None for shape, *_ in rows]
    assert list(folder.iterdir()) == []


def test_a_very_long_cell_passes(database, tmp_path):
    with Spool(database, tmp_path / "rows.csv") as spool:
        spool.write(1, b"x" * 3_000_000, ["é" * 3_000_000])
        spool.into("raw", ["VARCHAR"])

    assert database.execute("SELECT octet_length(g), length(c0) FROM raw").fetchall() == [(3_000_000, 3_000_000)]


@given(st.lists(st.text(max_size=30), max_size=30))
def test_whatever_columns_are_called_their_names_are_safe_and_unique(names):
    safe = safe_names(names)

    assert len({name.casefold() for name in safe}) == len(names)
    assert not {"geometry", "_row", "_key", "_bbox"} & {name.casefold() for name in safe}
    assert all(name.isprintable() and name.strip() == name and name for name in safe)


def test_a_name_with_quotes_cannot_leave_its_place(database):
    assert database.execute(f"SELECT 1 AS {identifier(HOSTILE)}").fetchall() == [(1,)]
