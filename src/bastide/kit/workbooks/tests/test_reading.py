"""Workbooks of both old makes, good and hostile: rows, or a sentence; never a fault, never the memory of the server."""

import datetime
import io

import pytest

from bastide.kit.workbooks import UnreadableWorkbook, is_workbook, reading, rows_of
from bastide.kit.workbooks.testing import ods_bytes, xls_bytes

pytestmark = pytest.mark.one_database
ROWS = [["Nom", "Places"], [], ["Église", 12.5]]
#: A row that says it stands there a million times, each time over all columns.
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16000" '
    'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)
#: What every LibreOffice file ends with.
BLANK_END = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)
HOUR = '<table:table-row><table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/></table:table-row>'


@pytest.mark.parametrize("content", [ods_bytes(ROWS), xls_bytes(ROWS), ods_bytes(ROWS, tail=BLANK_END)])
def test_rows_keep_the_numbers_that_the_spreadsheet_shows(content):
    file = io.BytesIO(content)

    assert is_workbook(file)
    assert list(rows_of(file)) == [(1, ["Nom", "Places"]), (3, ["Église", 12.5])]


def test_an_hour_is_an_hour():
    assert list(rows_of(io.BytesIO(ods_bytes([], tail=HOUR)))) == [(1, [datetime.time(8, 30)])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ods_bytes(ROWS, tail=REPEATED), "damaged|too-large"),
        (ods_bytes(ROWS, head='<!DOCTYPE a [<!ENTITY b "c">]>'), "entities"),
        (ods_bytes(ROWS)[:-200], "damaged"),
        (xls_bytes(ROWS)[:1500], "damaged"),
        (reading.OLE + bytes(3000), "damaged"),
    ],
)
def test_a_bad_workbook_is_refused_in_words_and_harms_nobody(content, code, capfd):
    with pytest.raises(UnreadableWorkbook) as refused:
        list(rows_of(io.BytesIO(content)))

    assert refused.value.code in code.split("|")
    assert str(refused.value).startswith("Ce classeur")
    assert capfd.readouterr() == ("", "")


def test_what_is_no_workbook_of_theirs_is_left_to_others():
    assert not any(is_workbook(io.BytesIO(content)) for content in (b"", b"a;b\n", b"PK\x03\x04", b"%PDF-1.7"))
    assert not is_workbook(
        io.BytesIO(ods_bytes(ROWS).replace(b"opendocument.spreadsheet", b"opendocument.textdoc.txt"))
    )
