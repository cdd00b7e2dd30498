"""Whether a file may go with an act: what it really is, and what it hides."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

import pikepdf
from django.utils.translation import gettext as _

from . import antivirus
from .signatures import Signature, signatures_of

#: Below the 150 MiB of the whole archive.
LARGEST = 150 * 1024 * 1024
CHUNK = 1 << 20
#: Deeper or larger than any town hall's document: a bomb.
MOST_PAGES = 5_000
MOST_OBJECTS = 1_000_000
#: What one stream may unfold to: a scanned page of A3 in colours takes a fifth of it.
MOST_UNFOLDED = 512 * 1024 * 1024
#: Deflate makes nothing more than about a thousand times smaller.
STRONGEST = 1_032
#: Keys of a PDF that make something happen when it is opened.
ACTIVE_KEYS = ("/JavaScript", "/JS", "/Launch", "/RichMedia", "/Movie", "/Sound", "/ImportData", "/SubmitForm")


class Unfit(Exception):
    """The file cannot go; `str()` says why, and what to do."""


@dataclass(frozen=True)
class Checked:
    """What a file is."""

    content_type: str
    size: int
    sha256: str
    pages: int = 0
    is_signed: bool = False
    #: None: it bears none, or nobody here can read them.
    signatures: list[Signature] | None = None
    scan: str = ""


SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def content_type_of(head: bytes) -> str:
    """What the first bytes say it is; "" for what no act may carry. The name of a file proves nothing."""
    for start, kind in SIGNATURES:
        if head.startswith(start):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<?xml") or head.startswith((b"\xff\xfe<", b"\xfe\xff\x00<")):
        return "text/xml"
    # Some writers put a few bytes before the PDF's head; readers take up to 1,024.
    return "application/pdf" if b"%PDF-" in head[:1024] and not head.startswith(b"MZ") else ""


def check(file: IO[bytes], *, allowed: frozenset[str]) -> Checked:
    """What `file` is, when it may go. Raises Unfit. Memory stays flat: it is read piece by piece."""
    digest, size, head = hashlib.sha256(), 0, b""
    file.seek(0)
    while chunk := file.read(CHUNK):
        head = head or chunk[:2048]
        size += len(chunk)
        if size > LARGEST:
            raise Unfit(_("Ce fichier dépasse 150 Mo\u00a0: la préfecture le refuserait. Réduisez-le ou partagez-le."))
        digest.update(chunk)
    if not size:
        raise Unfit(_("Ce fichier est vide. Choisissez-en un autre."))
    kind = content_type_of(head)
    if kind not in allowed:
        raise Unfit(_refusal(kind, allowed))
    try:
        scanned = antivirus.scan(file)
    except (antivirus.Infected, antivirus.Away) as problem:
        raise Unfit(antivirus.refusal_of(problem)) from problem
    pages, is_signed = _look_into_pdf(file) if kind == "application/pdf" else (0, False)
    signed = signatures_of(file) if is_signed else None
    file.seek(0)
    return Checked(kind, size, digest.hexdigest(), pages, is_signed, signed, scanned)


def _refusal(kind: str, allowed: frozenset[str]) -> str:
    if allowed == frozenset({"application/pdf"}):
        return _(
            "Ce fichier n’est pas un PDF, malgré son nom peut-être. Enregistrez le document en PDF, puis déposez-le."
        )
    return _("Ce fichier n’est ni un PDF, ni un XML, ni une image JPEG ou PNG. Enregistrez-le en PDF.")


def _look_into_pdf(file: IO[bytes]) -> tuple[int, bool]:
    """(pages, whether it bears a signature). Raises Unfit for what is encrypted, active, broken or a bomb."""
    file.seek(0)
    try:
        # PDFs are opened by name or by stream; the stream must stay ours.
        with pikepdf.open(cast("BinaryIO", file), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unfit(_("Ce PDF est protégé par un mot de passe ou verrouillé. Enregistrez-le sans protection."))
            if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
                raise Unfit(_("Ce PDF est démesuré. Enregistrez-le de nouveau, ou imprimez-le en PDF."))
            if not len(pdf.pages):
                raise Unfit(_("Ce PDF n’a aucune page. Choisissez-en un autre."))
            is_signed = _walk(pdf)
            return len(pdf.pages), is_signed
    except pikepdf.PasswordError:
        raise Unfit(_("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection.")) from None
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, LookupError, AttributeError, OverflowError):
        raise Unfit(
            _("Ce PDF est abîmé et ne s’ouvre pas. Enregistrez-le de nouveau, ou imprimez-le en PDF.")
        ) from None


def _walk(pdf: pikepdf.Pdf) -> bool:
    """Look at every object once. Raises Unfit for active content; gives whether there is a signature."""
    is_signed = False
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names and not _is_archive_pdf(pdf):
        raise Unfit(_("Ce PDF contient d’autres fichiers en pièces jointes. Déposez-les comme annexes, à part."))
    for found in pdf.objects:
        if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            continue
        holder = found.stream_dict if isinstance(found, pikepdf.Stream) else found
        if str(holder.get("/Type", "")) == "/Sig" or str(holder.get("/FT", "")) == "/Sig":
            is_signed = True
        if isinstance(found, pikepdf.Stream) and _is_bomb(found):
            raise Unfit(_("Ce PDF est démesuré. Enregistrez-le de nouveau, ou imprimez-le en PDF."))
        action = str(holder.get("/S", ""))
        if action in ACTIVE_KEYS or any(key in holder for key in ("/JS", "/RichMediaContent")):
            raise Unfit(
                _("Ce PDF contient un programme ou une action automatique. Imprimez-le en PDF, puis déposez la copie.")
            )
        if _annotation_acts(holder):
            raise Unfit(
                _("Ce PDF contient un programme ou une action automatique. Imprimez-le en PDF, puis déposez la copie.")
            )
    return is_signed


def _is_bomb(stream: pikepdf.Stream) -> bool:
    """Whether a small stream unfolds to something that would fill the memory of whoever opens it."""
    filters = stream.get("/Filter")
    names = [str(each) for each in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names.count("/FlateDecode") > 1:
        return True
    if names[:1] != ["/FlateDecode"] or int(stream.get("/Length", 0)) * STRONGEST < MOST_UNFOLDED:
        return False
    unfolder, unfolded, rest = zlib.decompressobj(), 0, stream.read_raw_bytes()
    try:
        while rest and not unfolder.eof:
            unfolded += len(unfolder.decompress(rest, CHUNK))
            rest = unfolder.unconsumed_tail
            if unfolded > MOST_UNFOLDED:
                return True
    except zlib.error:
        # Not what it says: whoever shows the page stops there too.
        return False
    return False


def _annotation_acts(holder: pikepdf.Dictionary | pikepdf.Object) -> bool:
    """Whether an action written in place, not as an object of its own, is active."""
    for key in ("/A", "/OpenAction"):
        action = holder.get(key)
        if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in ACTIVE_KEYS:
            return True
    more = holder.get("/AA")
    if isinstance(more, pikepdf.Dictionary):
        return any(
            isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in ACTIVE_KEYS
            for action in more.values()
        )
    return False


def _is_archive_pdf(pdf: pikepdf.Pdf) -> bool:
    """PDF/A-3 carries its source by design."""
    try:
        with pdf.open_metadata() as metadata:
            return str(metadata.get("pdfaid:part", "")) == "3"
    except (pikepdf.PdfError, ValueError, KeyError):
        return False
