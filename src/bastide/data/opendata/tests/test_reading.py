"""Tables of any make: found out by their bytes, read row by row, refused in French when they are none."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from bastide.data.opendata.queries import UnreadableTable, open_table, written_once
from bastide.data.opendata.tables import reading
from bastide.kit.workbooks.testing import ods_bytes, xls_bytes

pytestmark = pytest.mark.one_database
ROWS = [["Nom", "Ville"], ["École d’été", "Périgueux"], ["Œuvre", "Le Fleix"]]


def csv_bytes(separator=";", encoding="utf-8", end="\r\n"):
    return end.join(separator.join(row) for row in ROWS).encode(encoding)


def workbook_bytes(*rows):
    book = Workbook()
    book.active.title = "Vide"
    sheet = book.create_sheet("Données")
    for row in rows:
        sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def archive(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return made.getvalue()


@pytest.fixture
def opened(tmp_path):
    def open_bytes(content):
        path = tmp_path / "fichier.bin"
        path.write_bytes(content)
        return open_table(path)

    return open_bytes


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (csv_bytes(), "utf-8"),
        (csv_bytes(encoding="utf-8-sig"), "utf-8-sig"),
        (csv_bytes(encoding="cp1252"), "cp1252"),
        (csv_bytes(encoding="mac_roman"), "mac_roman"),
        (
            csv_bytes(encoding="cp1252").replace(b"\x92", b"'").decode("cp1252").replace("Œ", "OE").encode("cp850"),
            "cp850",
        ),
        (csv_bytes(encoding="utf-16"), "utf-16"),
        (csv_bytes(encoding="utf-16-le"), "utf-16-le"),
        (csv_bytes(separator=",", end="\n"), "utf-8"),
        (csv_bytes(separator="\t", end="\r"), "utf-8"),
        (csv_bytes(separator="|"), "utf-8"),
    ],
)
def test_a_csv_is_read_in_its_encoding_with_its_separator(opened, content, encoding):
    table = opened(content)

    assert (table.encoding, table.columns) == (encoding, ["Nom", "Ville"])
    assert [cells[1] for _line, cells in table.rows()] == ["Périgueux", "Le Fleix"]
    assert next(table.rows())[1][0].startswith("École d")


def test_lines_of_two_encodings_in_one_file_are_all_read(opened):
    table = opened(b"Nom;Ville\n" + "Été;Périgueux\n".encode() * 5 + "Été;Mussidan\n".encode("cp1252"))

    assert {cells[0] for _line, cells in table.rows()} == {"Été"}
    assert table.remarks


def test_a_sign_cut_at_the_end_of_a_file_spoils_no_other(opened):
    table = opened(csv_bytes() + "\r\nCafé".encode()[:-1])

    assert [cells[0] for _line, cells in table.rows()][:2] == ["École d’été", "Œuvre"]


def test_utf8_written_twice_is_mended():
    assert written_once("MÃ©diathÃ¨que de lâ€™Ã‰cole") == "Médiathèque de l’École"
    assert written_once("Ãlvaro, médiathèque") == "Ãlvaro, médiathèque"


def test_titles_are_found_below_the_name_of_the_table_and_lines_keep_their_number(opened):
    table = opened(b'Liste des lieux\n\nNom;Ville;Note\nA;B;\n\n"C\nD";E;F\nG;H;I\n')

    assert table.columns == ["Nom", "Ville", "Note"]
    assert list(table.rows()) == [(4, ["A", "B", ""]), (6, ["C\nD", "E", "F"]), (8, ["G", "H", "I"])]


def test_a_quote_never_closed_costs_one_row_not_the_rest(opened):
    rows = "".join(f"Lieu {number};Ville\n" for number in range(1000))
    table = opened(f'Nom;Ville\n"Chez Paul;Eymet\n{rows}'.encode())

    found = list(table.rows())
    assert found[0] == (2, ["Chez Paul", "Eymet"])
    assert len(found) == 1001
    assert found[-1] == (1002, ["Lieu 999", "Ville"])


def test_a_workbook_gives_its_first_sheet_that_holds_something(opened):
    rows = [["Nom", "Jour", "Code", "Ouvert"], ["A", date(2026, 2, 1), 24037.0, True], [None] * 4]
    table = opened(workbook_bytes(*rows, ["B", datetime.fromisoformat("2026-02-01 08:30"), 1.5, "#N/A"]))

    assert (table.kind, table.columns) == ("xlsx", ["Nom", "Jour", "Code", "Ouvert"])
    assert list(table.rows()) == [
        (2, ["A", "2026-02-01", "24037", "true"]),
        (4, ["B", "2026-02-01 08:30:00", "1.5"]),
    ]


@pytest.mark.parametrize("make", [ods_bytes, xls_bytes])
def test_older_workbooks_are_read_as_well(opened, make):
    table = opened(
        make([["Lieux du canton"], [], ["Nom", "CP", "Prix"], ["École d’été", "09100", 24100], ["Œuvre", "", 1.5]])
    )

    assert (table.kind, table.columns) == ("workbook", ["Nom", "CP", "Prix"])
    assert list(table.rows()) == [(4, ["École d’été", "09100", "24100"]), (5, ["Œuvre", "", "1.5"])]


WORKBOOK = workbook_bytes(*ROWS)
REFUSED = [
    (b"", "empty", "vide"),
    (b"  \n \n", "empty", "vide"),
    (b"%PDF-1.7 ...", "not-a-table", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "damaged", "abîmé"),
    (b"<!DOCTYPE html><html>", "web-page", "page web"),
    (b"a;b\n\x00\x01\x02;c\n" * 50, "not-a-table", "CSV"),
    (b"a" * (5 << 20), "not-a-table", "lignes"),
    (WORKBOOK[: len(WORKBOOK) // 2], "damaged", "coupé"),
    (archive(**{"a.txt": "x"}), "not-a-table", "archive"),
    (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "damaged", "abîmé"),
    (archive(mimetype="application/vnd.oasis.opendocument.text"), "not-a-table", "ODS"),
    (archive(**{"xl__workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "entities", "entités"),
    (archive(**{"xl__workbook.xml": "<a/>"}), "damaged", "abîmé"),
]


@pytest.mark.parametrize(("content", "code", "word"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_table_is_refused_and_says_what_to_do(opened, content, code, word):
    with pytest.raises(UnreadableTable, match=word) as refused:
        list(opened(content).rows())

    assert refused.value.code == code


def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_opened(opened, monkeypatch):
    monkeypatch.setattr(reading, "MAX_SHARED_STRINGS", 1000)

    with pytest.raises(UnreadableTable, match="démesuré"):
        opened(archive(**{"xl__workbook.xml": "<a/>", "xl__sharedStrings.xml": "0" * 2000}))
