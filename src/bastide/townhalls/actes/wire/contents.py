"""What a file is, by its bytes: its name and what a browser says of it count for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pikepdf

from .messages import Content
from .parsing import looks_like_xml

#: Readers find the mark of a PDF within so many bytes.
_PDF_WITHIN = 1024
_MOST_OBJECTS = 200_000


class ContentType(StrEnum):
    """The value is the ending of the file on the line."""

    PDF = "pdf"
    XML = "xml"
    JPEG = "jpg"
    PNG = "png"

    @property
    def mime(self) -> str:
        return {"pdf": "application/pdf", "xml": "text/xml", "jpg": "image/jpeg", "png": "image/png"}[self.value]


def type_of(content: Content) -> ContentType | None:
    """What the first bytes say; None for anything that ACTES does not carry, an empty file among them."""
    with content.open() as source:
        return type_of_head(source.read(2048))


def type_of_head(head: bytes) -> ContentType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return ContentType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ContentType.PNG
    if head.startswith((b"MZ", b"PK\x03\x04", b"\x7fELF")):
        return None
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return ContentType.PDF
    if looks_like_xml(head) and not head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(
        (b"<html", b"<!doctype html")
    ):
        return ContentType.XML
    return None


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a préfecture's reader must not meet."""

    is_readable: bool
    is_encrypted: bool = False
    active: tuple[str, ...] = ()  # French: what acts by itself
    pages: int = 0


#: What a PDF may do when it is opened, or when somebody points at it.
_ACTIONS = {
    "/JavaScript": "du JavaScript",
    "/Launch": "le lancement d’un programme",
    "/SubmitForm": "l’envoi d’un formulaire",
    "/ImportData": "l’import de données",
    "/RichMedia": "un contenu multimédia",
    "/Rendition": "un contenu multimédia",
}


#: A damaged PDF is mended by reading all of it; a large one is refused instead.
_MOST_TO_MEND = 30 * 1024 * 1024


def pdf_facts(content: Content) -> PdfFacts:
    """Opens the structure of a PDF, not its pages: little memory, whatever its size."""
    with content.open() as source:
        try:
            # Django's files are no BinaryIO by their types, but they read and seek as one.
            pdf = pikepdf.Pdf.open(
                source,  # type: ignore[arg-type]
                attempt_recovery=content.size <= _MOST_TO_MEND,
                suppress_warnings=True,
            )
        except pikepdf.PasswordError:
            return PdfFacts(is_readable=True, is_encrypted=True)
        except (pikepdf.PdfError, ValueError, OSError, RuntimeError, RecursionError):
            return PdfFacts(is_readable=False)
        with pdf:
            try:
                active = tuple(sorted(set(_active(pdf))))
                return PdfFacts(True, pdf.is_encrypted, active, len(pdf.pages))
            except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
                return PdfFacts(is_readable=False)


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if "/JavaScript" in names:
            yield _ACTIONS["/JavaScript"]
        if "/EmbeddedFiles" in names:
            yield "des fichiers joints au PDF"
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        yield "un formulaire XFA"
    for count, thing in enumerate(pdf.objects):
        if count > _MOST_OBJECTS:
            return
        if isinstance(thing, pikepdf.Dictionary):
            yield from _acts(thing)


def _acts(thing: pikepdf.Object) -> Iterator[str]:
    """An action may stand by itself, or inside what it belongs to."""
    for holder in (thing, thing.get("/A"), thing.get("/OpenAction")):
        if isinstance(holder, pikepdf.Dictionary):
            kind = holder.get("/S") or holder.get("/Subtype")
            if isinstance(kind, pikepdf.Name) and str(kind) in _ACTIONS:
                yield _ACTIONS[str(kind)]
    more = thing.get("/AA")
    if isinstance(more, pikepdf.Dictionary):
        for action in more.values():
            if isinstance(action, pikepdf.Dictionary):
                yield from _acts(action)
