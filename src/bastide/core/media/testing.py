"""Files of each kind, good and hostile, made on the spot for the tests of the whole project."""

import io
import zipfile
import zlib

import pikepdf
from PIL import Image, TiffImagePlugin

from .fields import checked_document, checked_picture
from .inspection.base import CheckedFile

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML_TAIL = b"<html><script>alert('polyglot')</script></html>"


def picture_bytes(*, size=(640, 480), form="JPEG", position=False, turned=False, taken="2026:10:15 09:30:00") -> bytes:
    """A picture: red above, green below. `position` writes where it was taken, `turned` that it lies on its side."""
    picture = Image.new("RGB", size, (190, 40, 40))
    picture.paste((40, 140, 60), (0, size[1] // 2, *size))
    exif = Image.Exif()
    exif[0x010F] = "Marque"
    if turned:
        exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = taken
    if position:
        rational = TiffImagePlugin.IFDRational
        exif.get_ifd(0x8825).update(
            {
                1: "N",
                2: (rational(44), rational(47), rational(30)),
                3: "E",
                4: (rational(0), rational(29), rational(0)),
            }
        )
    kept = io.BytesIO()
    picture.save(kept, form, **({"exif": exif} if form in ("JPEG", "PNG", "WEBP") else {}))
    return kept.getvalue()


def huge_picture() -> bytes:
    """A PNG of 300 megapixels in some kilobytes: its header says so, one line of pixels follows."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = (20_000).to_bytes(4, "big") + (15_000).to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 60_001))
        + chunk(b"IEND", b"")
    )


def zip_bytes(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def pdf_bytes(*pages: str, catalog=None, page_extra=None, attached="", password="") -> bytes:
    """A PDF with those words, one string a page. `catalog` and `page_extra` add keys, by pikepdf's notation."""
    document = pikepdf.new()
    for text in pages or ("Bulletin municipal",):
        lines = "".join(f"({line}) Tj T* " for line in text.replace("(", "").replace(")", "").split("\n"))
        content = f"BT /F1 12 Tf 14 TL 72 760 Td {lines} ET".encode("cp1252")
        page = document.add_blank_page()
        page.Contents = document.make_stream(content)
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        for key, value in (page_extra or {}).items():
            page[key] = value
    for key, value in (catalog or {}).items():
        document.Root[key] = value
    if attached:
        document.attachments[attached] = pikepdf.AttachedFileSpec(document, b"MZ", filename=attached)
    kept = io.BytesIO()
    document.save(kept, encryption=pikepdf.Encryption(owner=password, user="") if password else None)
    return kept.getvalue()


def javascript() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def docx_bytes(*pages: str, **more: bytes) -> bytes:
    """A Word text, a page break as Word drew it between two strings; `more` adds parts."""
    paragraphs = "<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in pages
    )
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    return zip_bytes(**{"[Content_Types].xml": _TYPES.encode(), "word/document.xml": body.encode(), **more})


def odt_bytes(*pages: str) -> bytes:
    office, text = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    )
    paragraphs = "<text:p><text:soft-page-break/></text:p>".join(f"<text:p>{each}</text:p>" for each in pages)
    body = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>{paragraphs}'
        "</office:text></office:body></office:document-content>"
    )
    return zip_bytes(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": body.encode()})


def a_picture(name: str = "lavoir.jpg", **traits) -> CheckedFile:
    return checked_picture(io.BytesIO(picture_bytes(**traits)), name)


def a_document(name: str = "bulletin.pdf", *pages: str) -> CheckedFile:
    return checked_document(io.BytesIO(pdf_bytes(*pages)), name)
