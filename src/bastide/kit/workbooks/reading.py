"""What a workbook is, found in its bytes; its first sheet with something in it, line by line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy

#: The old container of Microsoft's files: .xls, and any workbook with a password.
OLE = b"\xd0\xcf\x11\xe0"
MAX_BYTES = 40 << 20
MAX_UNPACKED = 300 << 20
#: A sheet is held whole.
MAX_CELLS = 3_000_000
SECONDS = 120
_CHILD = Path(__file__).with_name("child.py")
_TYPES: dict[str, Any] = {"date": date, "datetime": datetime, "time": time}
_MESSAGES = {
    "locked": gettext_lazy("Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe."),
    "damaged": gettext_lazy(
        "Ce classeur ne s’ouvre pas : il est abîmé ou coupé. Enregistrez-le à nouveau, ou au format CSV."
    ),
    "too-large": gettext_lazy("Ce classeur, déballé, est démesuré : partagez-le, ou enregistrez-le au format CSV."),
    "entities": gettext_lazy("Ce classeur contient des entités XML : il est refusé. Enregistrez-le au format CSV."),
}


class UnreadableWorkbook(Exception):
    """No row can be read; the message says why and what to do, in French."""

    def __init__(self, code: str) -> None:
        super().__init__(str(_MESSAGES[code]))
        self.code = code


def is_workbook(file: BinaryIO) -> bool:
    """Whether `rows_of` is who reads it: an .xls, .ods or .xlsb. The file is read from its start, and left there."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start == OLE:
        return True
    if not start.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if "mimetype" not in names:
                return "xl/workbook.bin" in names
            with archive.open("mimetype") as kind:
                return b"opendocument.spreadsheet" in kind.read(100)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False
    finally:
        file.seek(0)


def rows_of(file: BinaryIO) -> Iterator[tuple[int, list[Any]]]:
    """Number of the line, from 1, and its cells as Python values; blank lines are left out. Raises UnreadableWorkbook.

    A tenth of a second to start, and some seconds for a large sheet.
    """
    _check(file)
    try:
        # Ourselves and a file of ours; the workbook goes in as bytes.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_CHILD), str(MAX_CELLS)],
            input=file.read(),
            capture_output=True,
            timeout=SECONDS,
            env={"RUST_BACKTRACE": "0"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableWorkbook("too-large") from error
    lines = done.stdout.splitlines()
    if done.returncode:
        # Killed for its memory or its time; or the library stumbled over a damaged file.
        raise UnreadableWorkbook("too-large" if done.returncode < 0 or b"memory" in done.stderr else "damaged")
    for number, line in enumerate(lines, start=1):
        row = json.loads(line)
        if isinstance(row, dict):
            raise UnreadableWorkbook(row["code"])
        cells = [_value(cell) for cell in row]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if cells:
            yield number, cells


def _value(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    ((name, text),) = cell.items()
    return _TYPES[name].fromisoformat(text)


def _check(file: BinaryIO) -> None:
    """Refuse what no list is, before a process is started for it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MAX_BYTES:
        raise UnreadableWorkbook("too-large")
    if file.read(len(OLE)) != OLE:
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
                if sum(each.file_size for each in members) > MAX_UNPACKED:
                    raise UnreadableWorkbook("too-large")
                for member in members:
                    if member.filename.endswith((".xml", ".rels")):
                        with archive.open(member) as part:
                            if b"<!DOCTYPE" in part.read(2048):
                                raise UnreadableWorkbook("entities")
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
            raise UnreadableWorkbook("damaged") from error
    file.seek(0)
