"""Tables as town halls send them: CSV of any encoding and separator, XLSX, and by `kit.workbooks` .ods, .xls and .xlsb.

Rows of CSV and XLSX come one by one, in bounded memory.

What a file is, is found in its bytes; its name says nothing. A file that is no table is refused with a French sentence
that says what to do.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from bastide.kit.workbooks import UnreadableWorkbook, is_workbook, rows_of

from .encodings import encoding_of, text_arguments

Row = tuple[int, list[str]]

SEPARATORS = ";,\t|"
MAX_COLUMNS = 1000
#: Longer lines are no line of a table.
MAX_LINE = 1 << 22
#: A text in quotes may go over so many lines; more, and a quote was never closed.
MAX_LINES_OF_A_ROW = 300
MAX_UNPACKED = 600 << 20
MAX_SHARED_STRINGS = 150 << 20
#: Encoding → who writes so.
_MAKERS = {"cp1252": "Windows", "mac_roman": "Mac", "cp850": "DOS", "utf-16": "Excel", "utf-16-le": "Excel"}
#: Rows looked at to find the titles.
_LOOKED_AT = 30


class UnreadableTable(Exception):
    """No row can be read; the message says why and what to do, in French."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Table:
    """Titles, and rows to go through (more than once if need be)."""

    kind: str
    columns: list[str]
    _read: Callable[[], Iterator[Row]]
    encoding: str = ""
    separator: str = ""
    #: What the person should know of how it was read.
    remarks: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[Row]:
        """Line of the file and cells, blank rows left out. Raises UnreadableTable when the rest is damaged."""
        return self._read()


_OTHER_FILES: tuple[tuple[bytes, Any], ...] = (
    (b"%PDF", gettext_lazy("C’est un PDF : demandez le tableau d’origine, au format CSV ou XLSX.")),
    (b"\x89PNG", gettext_lazy("C’est une image : demandez le tableau d’origine, au format CSV ou XLSX.")),
    (b"\xff\xd8\xff", gettext_lazy("C’est une image : demandez le tableau d’origine, au format CSV ou XLSX.")),
    (b"SQLite format 3", gettext_lazy("C’est une base de données : exportez-en le tableau au format CSV.")),
    (b"PAR1", gettext_lazy("C’est un fichier Parquet : exportez-en le tableau au format CSV.")),
)


def open_table(path: Path) -> Table:
    """Raises UnreadableTable."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise UnreadableTable("empty", _("Ce fichier est vide."))
    for sign, message in _OTHER_FILES:
        if start.startswith(sign):
            raise UnreadableTable("not-a-table", str(message))
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype\s+html|html)", start, re.IGNORECASE):
        message = _("C’est une page web, pas un tableau : le téléchargement a sans doute échoué. Recommencez-le.")
        raise UnreadableTable("web-page", message)
    with path.open("rb") as file:
        if is_workbook(file):
            return _open_other_workbook(path)
    if start.startswith(b"PK\x03\x04"):
        return _open_workbook(path)
    return _open_csv(path)


def _open_csv(path: Path) -> Table:
    encoding = encoding_of(path)
    if not encoding.startswith("utf-16") and _has_null(path):
        raise UnreadableTable("not-a-table", _("Ce fichier n’est pas un tableau : enregistrez-le au format CSV."))
    remarks: list[str] = []
    if encoding not in ("utf-8", "utf-8-sig"):
        message = _("Ce fichier n’est pas en UTF-8 (il vient sans doute de %s) : vérifiez ses accents.")
        remarks.append(message % _MAKERS.get(encoding, _("plusieurs programmes")))
    with path.open(newline="", **text_arguments(encoding)) as file:  # type: ignore[call-overload]
        sample = list(itertools.islice(_lines(file), 200))
    separator = _separator(sample)
    if not separator and not sample[0].strip():
        raise UnreadableTable("empty", _("Ce fichier est vide."))
    first, columns = _titles(_parsed(iter(sample), separator))
    if not columns:
        raise UnreadableTable("empty", _("Ce fichier est vide."))

    def read() -> Iterator[Row]:
        with path.open(newline="", **text_arguments(encoding)) as file:  # type: ignore[call-overload]
            for line, cells in _parsed(_lines(file), separator, width=len(columns)):
                if line > first and any(cells):
                    yield line, cells

    return Table("csv", columns, read, encoding, separator, remarks)


def _has_null(path: Path) -> bool:
    with path.open("rb") as file:
        return any(b"\0" in chunk for chunk in iter(lambda: file.read(1 << 20), b""))


def _lines(file: Any) -> Iterator[str]:
    """Physical lines; one without end is a file of another kind."""
    while line := file.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise UnreadableTable("not-a-table", _("Ce fichier n’a pas de lignes : ce n’est pas un tableau CSV."))
        yield line.replace("\x00", "")


def _separator(sample: list[str]) -> str:
    """The sign that cuts the rows in as many cells as often as can be, in the most cells; "" for a single column."""
    best, best_score = "", (0.0, 0)
    for sign in SEPARATORS:
        widths = [len(cells) for _line, cells in _parsed(iter(sample), sign) if any(cells)]
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        if width > 1 and (times / len(widths), width) > best_score:
            best, best_score = sign, (times / len(widths), width)
    return best


def _parsed(lines: Iterator[str], separator: str, width: int = 0) -> Iterator[Row]:
    """Rows with the number of their first line. A quote never closed costs its own row, not the rest of the file."""
    sign = separator or "\x1f"
    held: list[str] = []
    number = 0
    while True:
        line = held.pop(0) if held else next(lines, None)
        if line is None:
            return
        number += 1
        start, parts = number, [line]
        odd = line.count('"') % 2 == 1
        while odd and len(parts) < MAX_LINES_OF_A_ROW:
            following = held.pop(0) if held else next(lines, None)
            if following is None:
                break
            parts.append(following)
            odd = (following.count('"') % 2 == 1) != odd
        if odd:
            held = parts[1:] + held
            cells = _cells(line, sign)
            if width and len(cells) != width:
                plain = [cell.strip('"') for cell in line.rstrip("\r\n").split(sign)]
                cells = plain if len(plain) == width else cells
        else:
            number += len(parts) - 1
            cells = _cells("".join(parts), sign)
        yield start, [" ".join(cell.split()) if "\n" not in cell else cell.strip() for cell in cells[:MAX_COLUMNS]]


def _cells(text: str, sign: str) -> list[str]:
    with suppress(csv.Error):
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=sign), [])
    return [cell.strip('"') for cell in text.rstrip("\r\n").split(sign)]


def _titles(rows: Iterator[Row]) -> tuple[int, list[str]]:
    """The line of the titles and the titles: the first row as wide as most, past the name of the table above them."""
    looked_at = [(line, cells) for line, cells in itertools.islice(rows, _LOOKED_AT) if any(cells)]
    if not looked_at:
        return 0, []
    filled = [sum(bool(cell) for cell in cells) for _line, cells in looked_at]
    wanted = max(filled) * 0.5
    line, cells = next((row for row, count in zip(looked_at, filled, strict=True) if count >= wanted), looked_at[0])
    while cells and not cells[-1]:
        cells = cells[:-1]
    return line, cells


def _open_workbook(path: Path) -> Table:
    unreadable = UnreadableTable(
        "damaged", _("Ce classeur ne s’ouvre pas : il est abîmé ou coupé. Enregistrez-le à nouveau, ou au format CSV.")
    )
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise unreadable from error

    def read_all() -> Iterator[Row]:
        try:
            # Given a path, openpyxl believes its ending.
            with path.open("rb") as file:
                workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
                yield from _sheet_rows(workbook)
        except UnreadableTable:
            raise
        except GeneratorExit:
            raise
        except Exception as error:
            raise unreadable from error

    return _of_sheet("xlsx", read_all)


def _open_other_workbook(path: Path) -> Table:
    def read_all() -> Iterator[Row]:
        try:
            with path.open("rb") as file:
                for number, row in rows_of(file):
                    yield number, [_cell(value) for value in row[:MAX_COLUMNS]]
        except UnreadableWorkbook as refusal:
            raise UnreadableTable(refusal.code, str(refusal)) from refusal

    return _of_sheet("workbook", read_all)


def _of_sheet(kind: str, read_all: Callable[[], Iterator[Row]]) -> Table:
    first, columns = _titles(read_all())
    if not columns:
        raise UnreadableTable("empty", _("Ce classeur est vide."))

    def read() -> Iterator[Row]:
        for line, cells in read_all():
            if line > first and any(cells):
                yield line, cells

    return Table(kind, columns, read)


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Raises UnreadableTable for what is no workbook or would fill the memory."""
    members = archive.infolist()
    names = {member.filename for member in members}
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
        message = _("C’est un texte ou un dessin, pas un tableau : enregistrez la liste au format ODS, XLSX ou CSV.")
        raise UnreadableTable("not-a-table", message)
    if not any(name.startswith("xl/") for name in names):
        message = _("C’est une archive, sans classeur à l’intérieur : extrayez-en le tableau, puis envoyez-le.")
        raise UnreadableTable("not-a-table", message)
    unpacked = sum(member.file_size for member in members)
    shared = sum(member.file_size for member in members if member.filename.endswith("sharedStrings.xml"))
    packed = sum(member.compress_size for member in members) or 1
    if unpacked > MAX_UNPACKED or shared > MAX_SHARED_STRINGS or (unpacked > 50 << 20 and unpacked / packed > 300):
        message = _("Ce classeur, déballé, est démesuré : partagez-le, ou enregistrez-le au format CSV.")
        raise UnreadableTable("too-large", message)
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as file:
                if b"<!DOCTYPE" in file.read(2048):
                    message = _("Ce classeur contient des entités XML : il est refusé. Enregistrez-le au format CSV.")
                    raise UnreadableTable("entities", message)


def _sheet_rows(workbook: Any) -> Iterator[Row]:
    """The rows of the first sheet that has some."""
    for sheet in workbook.worksheets:
        # A wrong "dimension" written by some programs would hide rows.
        sheet.reset_dimensions()
        found = False
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell(value) for value in row[:MAX_COLUMNS]]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                found = True
                yield number, cells
        if found:
            return


def _cell(value: Any) -> str:
    """A cell as a CSV would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value).strip()
    return "" if re.fullmatch(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", text) else text
