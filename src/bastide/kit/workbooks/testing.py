"""Workbooks of both old makes, made on the spot for the tests of the whole project."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[object]]
_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods_bytes(rows: Rows, *, head: str = "", tail: str = "") -> bytes:
    """A LibreOffice workbook; `head` stands before the root, `tail` holds more rows as XML."""
    body = "".join(f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content {_SPACES} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Feuille1">{body}{tail}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return kept.getvalue()


def _ods_cell(value: object) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def xls_bytes(rows: Rows) -> bytes:
    """A workbook of Excel 97 to 2003: BIFF8 in its container. Source: [MS-XLS], [MS-CFB] (read 2026-11)."""
    cells = b"".join(_xls_cell(y, x, value) for y, row in enumerate(rows) for x, value in enumerate(row) if value)
    width = max((len(row) for row in rows), default=0)
    sheet = _bof(0x10) + _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)) + cells + _record(0x0A, b"")
    name = b"Feuille1"
    bound_size = 4 + 8 + len(name)
    offset = len(_bof(5)) + bound_size + 4
    bound = _record(0x85, struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name)
    return _container(_bof(5) + bound + _record(0x0A, b"") + sheet)


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 0x606))


def _xls_cell(y: int, x: int, value: object) -> bytes:
    if isinstance(value, int | float):
        return _record(0x203, struct.pack("<HHHd", y, x, 0, float(value)))
    text = str(value)
    return _record(0x204, struct.pack("<HHHHB", y, x, 0, len(text), 1) + text.encode("utf-16-le"))


def _container(stream: bytes) -> bytes:
    """One stream, "Workbook", long enough to lie in whole sectors."""
    size, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // size)
    table = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    assert len(table) <= size // 4
    fat = struct.pack(f"<{size // 4}I", *table, *[free] * (size // 4 - len(table)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)

    def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        raw = name.encode("utf-16-le")
        told = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2 if raw else 0, kind, 1, free, free, child)
        return told + bytes(16 + 4 + 16) + struct.pack("<IQ", start, length)

    blank = entry("", 0, free, 0, 0)
    tree = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream)) + blank * 2
    return header + fat + tree + stream.ljust(sectors * size, b"\0")
