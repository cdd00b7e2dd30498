"""From a file to lines: CSV in either French encoding and with any separator, or the first sheet of a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils.text import slugify
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from bastide.kit.workbooks import UnreadableWorkbook, is_workbook, rows_of

#: Column of a line → how people title it, as slugs. The first is the one we write ourselves.
HEADERS = {
    "first_name": ("prenom", "prenoms"),
    "last_name": ("nom", "nom-de-famille"),
    "email": ("courriel", "adresse-electronique", "email", "e-mail", "mail", "mel", "adresse-mail"),
    "organisation": ("organisme", "commune", "collectivite", "mairie", "structure", "siren", "code-insee", "insee"),
    "role": ("role", "fonction", "qualite"),
    "starts_on": ("depuis-le", "depuis", "a-partir-du", "date-d-arrivee", "arrivee"),
}
OPTIONAL = {"starts_on"}
MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
MAX_LINES = 1000
MAX_COLUMNS = 50
MAX_CELL = 300
#: Longer is a quote never closed. The csv module’s own limit is global: the loader of contours lifts it.
MAX_QUOTED = 100_000


class UnreadableFile(Exception):
    """No line can be read; the message says why and what to do."""


@dataclass(frozen=True)
class Line:
    """One person as typed; `number` is the line of the file, its header being line 1."""

    number: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    organisation: str = ""
    role: str = ""
    starts_on: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(file: BinaryIO) -> list[Line]:
    """The lines of a file, whose make is found in its bytes; blank lines are passed over.

    Raises UnreadableFile.
    """
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("Ce fichier est trop lourd pour une liste de personnes (2 Mo au plus)."))
    if is_workbook(io.BytesIO(content)):
        return _lines(_other_workbook_rows(content))
    if content[:4] == b"PK\x03\x04":
        return _lines(_workbook_rows(content))
    if content[:4] == b"%PDF":
        raise UnreadableFile(_("C’est un PDF : envoyez la liste au format CSV, XLSX, ODS ou XLS."))
    return _lines(_csv_rows(content))


def _lines(rows: Iterable[list[str]]) -> list[Line]:
    columns: dict[int, str] = {}
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        if not columns:
            columns = _columns(row)
            continue
        if len(lines) == MAX_LINES:
            raise UnreadableFile(_("Plus de mille lignes : partagez la liste en plusieurs fichiers."))
        cells = {column: row[place][:MAX_CELL] for place, column in columns.items() if place < len(row)}
        lines.append(Line(number=number, **cells))
    if not lines:
        raise UnreadableFile(_("Ce fichier ne contient aucune personne sous sa ligne de titres."))
    return lines


def _columns(titles: list[str]) -> dict[int, str]:
    """Place → column, from the line of titles."""
    known = {title: column for column, words in HEADERS.items() for title in words}
    found: dict[int, str] = {}
    for place, title in enumerate(titles[:MAX_COLUMNS]):
        column = known.get(slugify(title))
        if column and column not in found.values():
            found[place] = column
    if missing := [column for column in HEADERS if column not in found.values() and column not in OPTIONAL]:
        wanted = ", ".join(f"« {HEADERS[column][0]} »" for column in missing)
        raise UnreadableFile(
            _("La première ligne doit porter les titres des colonnes. Il manque : %(titles)s.") % {"titles": wanted}
        )
    return found


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    head = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(";,\t", key=head.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(len(cell) > MAX_QUOTED for cell in row):
                raise csv.Error("a quote was never closed")
            yield [cell.strip() for cell in row[:MAX_COLUMNS]]
    except csv.Error as error:
        raise UnreadableFile(_("Ce fichier n’est pas un tableau lisible. Enregistrez-le au format CSV.")) from error


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise UnreadableFile(_("Ce fichier n’est pas un tableau lisible. Enregistrez-le au format CSV."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _workbook_rows(content: bytes) -> Iterator[list[str]]:
    unreadable = UnreadableFile(_("Ce classeur ne s’ouvre pas. Enregistrez-le à nouveau, ou au format CSV."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise UnreadableFile(_("Ce classeur est trop lourd pour une liste de personnes."))
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_LINES * 2, values_only=True):
            yield [_cell(value) for value in row]
    except UnreadableFile:
        raise
    except Exception as error:
        raise unreadable from error


def _other_workbook_rows(content: bytes) -> Iterator[list[str]]:
    line = 0
    try:
        for number, row in rows_of(io.BytesIO(content)):
            # Lines keep the numbers that the spreadsheet shows.
            yield from ([] for _blank in range(line + 1, number))
            yield [_cell(value) for value in row[:MAX_COLUMNS]]
            line = number
    except UnreadableWorkbook as refusal:
        raise UnreadableFile(str(refusal)) from refusal


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
