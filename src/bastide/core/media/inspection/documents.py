"""Documents are kept as they came, signatures included: one that could act on the reader's machine is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from .base import Checked, Kind, Refused
from .pdf import PDF, inspect_pdf

LARGEST_BYTES = 200 * 1024 * 1024
#: What an archive may unfold to, and how many times its own size a large part of it.
LARGEST_UNFOLDED, STEEPEST = 1024 * 1024 * 1024, 400

DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _("texte Word"))
ODT = Kind("odt", "application/vnd.oasis.opendocument.text", _("texte LibreOffice"))
OFFICE = {
    "wordprocessingml.document.main": DOCX,
    "spreadsheetml.sheet.main": Kind(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("tableau Excel")
    ),
    "presentationml.presentation.main": Kind(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", _("diaporama PowerPoint")
    ),
}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind(
        "ods", "application/vnd.oasis.opendocument.spreadsheet", _("tableau LibreOffice")
    ),
    b"application/vnd.oasis.opendocument.presentation": Kind(
        "odp", "application/vnd.oasis.opendocument.presentation", _("diaporama LibreOffice")
    ),
}
CSV = Kind("csv", "text/csv", _("tableau CSV"))
TEXT = Kind("txt", "text/plain", _("texte"))
SUBTITLES = Kind("vtt", "text/vtt", _("sous-titres"))
MP4 = Kind("mp4", "video/mp4", _("vidéo MP4"))
WEBM = Kind("webm", "video/webm", _("vidéo WebM"))
MP3 = Kind("mp3", "audio/mpeg", _("son MP3"))
M4A = Kind("m4a", "audio/mp4", _("son M4A"))
OGG = Kind("ogg", "audio/ogg", _("son Ogg"))

KINDS = (PDF, DOCX, ODT, *list(OFFICE.values())[1:], *list(OPEN_DOCUMENT.values())[1:], CSV, TEXT, SUBTITLES)
MEDIA = (MP4, WEBM, MP3, M4A, OGG)
ENDINGS = tuple(kind.ending for kind in (*KINDS, *MEDIA))

_EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode\s*=\s*"External"[^>]*>', re.IGNORECASE)
_ACTING = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument|externalLinkPath)\"", re.IGNORECASE)


def inspect_document(content: bytes, name: str = "", *, allowed: tuple[Kind, ...] | None = None) -> Checked:
    """The document as it came, with the kind that its content shows. Raises Refused.

    `name` only tells apart texts of one form (a table from a letter); `allowed` narrows what this door takes.
    """
    if not content:
        raise Refused(_("Ce fichier est vide."), code="empty")
    if len(content) > LARGEST_BYTES:
        raise Refused(_("Ce fichier pèse plus de 200 Mo. Envoyez-le plus léger."), code="too_heavy")
    kind = _kind_of(content, name)
    if allowed is not None and kind not in allowed:
        raise Refused(
            _("Ce fichier est de la sorte « %(found)s ». Ici, envoyez : %(allowed)s.")
            % {"found": kind.label, "allowed": ", ".join(str(each.label) for each in allowed)},
            code="other_kind",
        )
    return Checked(kind, content)


def _kind_of(content: bytes, name: str) -> Kind:
    head = content[:1024]
    if b"%PDF-" in head:
        _refuse_hidden_archive(content)
        return inspect_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refused(
            _(
                "Ce fichier est protégé par un mot de passe, ou vient d’un ancien logiciel (.doc, .xls)."
                " Enregistrez-le en PDF, sans mot de passe."
            ),
            code="old_office",
        )
    for sniff, kind in _SIGNS:
        if sniff(content):
            _refuse_hidden_archive(content)
            return kind
    if _is_text(content):
        return _text(content, name)
    raise Refused(
        _("Ce fichier n’est pas de ceux qu’un habitant sait ouvrir. Enregistrez-le en PDF."), code="unknown_kind"
    )


_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"dash",
    b"3gp4",
    b"3gp5",
)
_SIGNS: tuple[tuple[Callable[[bytes], bool], Kind], ...] = (
    (lambda content: content[4:8] == b"ftyp" and content[8:11] == b"M4A", M4A),
    (lambda content: content[4:8] == b"ftyp" and content[8:12] in _MP4_BRANDS, MP4),
    (lambda content: content.startswith(b"\x1aE\xdf\xa3") and b"webm" in content[:64], WEBM),
    (lambda content: content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1] & 0xE6 == 0xE2), MP3),
    (lambda content: content.startswith(b"OggS"), OGG),
    (lambda content: content.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"), SUBTITLES),
)


def _refuse_hidden_archive(content: bytes) -> None:
    """A PDF or a film whose end can be opened as an archive is two files in one."""
    tail_at = max(0, len(content) - 66_000)
    at = content.rfind(b"PK\x05\x06")
    if at < tail_at:
        return
    end = content[at : at + 22]
    if len(end) < 22:
        return
    size, comment = int.from_bytes(end[12:16], "little"), int.from_bytes(end[20:22], "little")
    if at + 22 + comment <= len(content) and content[max(0, at - size) :].startswith(b"PK\x01\x02"):
        raise _two_in_one()


def _two_in_one() -> Refused:
    return Refused(
        _("Ce fichier en cache un autre. Ouvrez le document, enregistrez-le de nouveau, puis renvoyez-le."),
        code="polyglot",
    )


def _archive(content: bytes) -> Kind:
    """Word, Excel, LibreOffice: an archive with a table of contents that says so, and nothing that acts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office(archive)
    except Refused:
        raise
    except Exception as error:
        raise Refused(
            _("Ce fichier est abîmé ou incomplet. Enregistrez-le de nouveau, puis renvoyez-le."), code="unreadable"
        ) from error


def _office(archive: zipfile.ZipFile) -> Kind:
    parts = archive.infolist()
    if len(parts) > 20_000 or sum(part.file_size for part in parts) > LARGEST_UNFOLDED:
        raise Refused(_("Ce fichier se déplie en quelque chose d’énorme : il n’est pas ouvert."), code="bomb")
    for part in parts:
        if part.file_size > 10_000_000 and part.file_size > STEEPEST * max(part.compress_size, 1):
            raise Refused(_("Ce fichier se déplie en quelque chose d’énorme : il n’est pas ouvert."), code="bomb")
        if part.flag_bits & 1:
            raise Refused(_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans."), code="encrypted")
    names = {part.filename for part in parts}
    if "mimetype" in names and (kind := OPEN_DOCUMENT.get(_read(archive, "mimetype").strip())) is not None:
        return _open_document(archive, names, kind)
    if "[Content_Types].xml" in names:
        return _open_xml(archive, names)
    raise Refused(
        _(
            "Ce fichier est une archive, pas un document, même s’il en porte le nom. Sortez-en le document, puis"
            " envoyez-le."
        ),
        code="archive",
    )


def _open_xml(archive: zipfile.ZipFile, names: set[str]) -> Kind:
    contents = _read(archive, "[Content_Types].xml")
    lower = {name.lower() for name in names}
    if b"macroEnabled" in contents or any(name.endswith("vbaproject.bin") for name in lower):
        raise _with_program()
    if any(b"/activeX/" in name.encode() or name.endswith((".exe", ".dll", ".js", ".vbs")) for name in lower):
        raise _with_program()
    for name in names:
        if name.endswith(".rels"):
            for relation in _EXTERNAL.findall(_read(archive, name)):
                if _ACTING.search(relation):
                    raise Refused(
                        _("Ce document va chercher une partie de lui-même ailleurs. Enregistrez-le en PDF."),
                        code="remote_part",
                    )
    for mark, kind in OFFICE.items():
        if mark.encode() in contents:
            return kind
    raise Refused(_("Ce document n’est ni un texte, ni un tableau, ni un diaporama."), code="unknown_kind")


def _open_document(archive: zipfile.ZipFile, names: set[str], kind: Kind) -> Kind:
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise _with_program()
    if "META-INF/manifest.xml" in names and b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
        raise Refused(_("Ce fichier est protégé par un mot de passe. Enregistrez-le sans."), code="encrypted")
    return kind


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part of an archive; a large one of these is no document."""
    with archive.open(name) as part:
        read = part.read(4_000_001)
    if len(read) > 4_000_000:
        raise Refused(_("Ce fichier se déplie en quelque chose d’énorme : il n’est pas ouvert."), code="bomb")
    return read


def _with_program() -> Refused:
    return Refused(_("Ce document contient des macros. Enregistrez-le sans, ou en PDF."), code="macros")


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    sample = content[:200_000]
    strange = sum(1 for byte in sample if byte < 32 and byte not in (9, 10, 12, 13))
    return strange == 0


def _text(content: bytes, name: str) -> Kind:
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"{\\rtf")) or b"<script" in content[:200_000].lower():
        raise Refused(
            _("Une page web ou un fichier XML peut contenir du programme. Enregistrez-le en PDF."), code="markup"
        )
    if start.startswith(b"#!"):
        raise Refused(_("Ce fichier est un programme, pas un document."), code="program")
    return CSV if name.lower().endswith(".csv") else TEXT


def endings_of(kinds: tuple[Kind, ...]) -> str:
    """For the `accept` of a file field."""
    return ",".join(f".{kind.ending}" for kind in kinds)
