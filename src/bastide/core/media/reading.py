"""The words of a document, page by page: PDF by pdfium, Word and LibreOffice by their own XML."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2
from django.conf import settings
from lxml import etree

#: Words kept of one document; a page of a bulletin holds about 4,000.
MOST_PAGES, MOST_SIGNS = 2_000, 20_000
#: A page with fewer letters is a picture of a page.
HARDLY_ANY = 20
OCR_SECONDS = 60

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


class Unreadable(Exception):
    """The file cannot be opened; trying again would not help."""


@dataclass
class Words:
    """The text of each page, and whether some were read from their picture."""

    pages: list[str]
    used_ocr: bool = False


def read_words(content: bytes, ending: str, *, most_pages: int = MOST_PAGES, with_ocr: bool = True) -> Words:
    """Raises Unreadable. A kind of file without words gives no page."""
    readers = {"docx": _of_docx, "odt": _of_odt}
    try:
        if ending == "pdf":
            return _of_pdf(content, most_pages, with_ocr and bool(settings.OCR_COMMAND))
        if ending in readers:
            return Words([_tidy(page) for page in islice(readers[ending](content), most_pages)])
        if ending in ("txt", "csv", "vtt"):
            return Words([_tidy(_decoded(content))])
    except (pypdfium2.PdfiumError, zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError, OSError) as error:
        raise Unreadable(type(error).__name__) from error
    return Words([])


def _of_pdf(content: bytes, most_pages: int, with_ocr: bool) -> Words:
    words = Words([])
    with pypdfium2.PdfDocument(content) as document:
        for number in range(min(len(document), most_pages)):
            page = document[number]
            text = page.get_textpage()
            found = _tidy(text.get_text_bounded())
            text.close()
            if with_ocr and len(found) < HARDLY_ANY:
                read = _tidy(_recognised(page))
                found, words.used_ocr = (read, True) if len(read) > len(found) else (found, words.used_ocr)
            page.close()
            words.pages.append(found)
    return words


def _recognised(page: Any) -> str:
    """What tesseract, or a command that speaks like it, reads on the picture of a page; "" when it fails."""
    picture = io.BytesIO()
    page.render(scale=200 / 72).to_pil().save(picture, "PNG")
    command = [*shlex.split(settings.OCR_COMMAND), "stdin", "stdout", "-l", "fra"]
    try:
        # The command is the operator's own setting; the document only arrives as its input.
        ran = subprocess.run(  # noqa: S603
            command, input=picture.getvalue(), capture_output=True, timeout=OCR_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout.decode("utf-8", "replace")


def _part(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as part:
        read = part.read(50_000_001)
    if len(read) > 50_000_000:
        raise ValueError(name)
    # No entity, no network, no huge tree: the file comes from anybody.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    root = etree.fromstring(read, parser)
    if root is None:
        raise ValueError(name)
    return root


def _of_docx(content: bytes) -> Iterator[str]:
    """Pages as Word last drew them; one page when it never did."""
    page: list[str] = []
    for node in _part(content, "word/document.xml").iter():
        if node.tag == f"{_WORD}lastRenderedPageBreak" or (
            node.tag == f"{_WORD}br" and node.get(f"{_WORD}type") == "page"
        ):
            if any(text.strip() for text in page):
                yield "".join(page)
                page = []
        elif node.tag == f"{_WORD}t":
            page.append(node.text or "")
        elif node.tag == f"{_WORD}tab":
            page.append(" ")
        elif node.tag in (f"{_WORD}p", f"{_WORD}br", f"{_WORD}cr"):
            page.append("\n")
    yield "".join(page)


def _of_odt(content: bytes) -> Iterator[str]:
    body = _part(content, "content.xml").find(f".//{_OFFICE}body")
    page: list[str] = []
    for action, node in etree.iterwalk(body, events=("start", "end")) if body is not None else ():
        if action == "start":
            if node.tag == f"{_TEXT}soft-page-break":
                yield "".join(page)
                page = []
            elif node.tag in (f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}line-break"):
                page.append("\n")
            elif node.tag in (f"{_TEXT}s", f"{_TEXT}tab"):
                page.append(" ")
            page.append(node.text or "")
        else:
            page.append(node.tail or "")
    yield "".join(page)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _tidy(text: str) -> str:
    """One form of each letter, no sign that a database or a feed refuses, words cut at a line's end put together."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text)
    text = re.sub(r"(?<=\w)[\u00ad\u2010-]\n(?=[a-zà-ÿ])", "", text).replace("\u00ad", "")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:MOST_SIGNS]
