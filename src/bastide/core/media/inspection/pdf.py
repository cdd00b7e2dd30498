"""PDF: refused when it holds a program, starts something by itself, hides files, or is closed by a password."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from django.utils.translation import gettext_lazy as _

from .base import Kind, Refused

PDF = Kind("pdf", "application/pdf", "PDF")
#: Beyond, somebody is trying to keep us busy.
MOST_OBJECTS, DEEPEST = 500_000, 60
#: Actions that run, send or fetch something. Links (/URI, /GoTo) are what a document is made of.
ACTING = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE", "/RichMediaExecute"}
ACTING_PARTS = {"/RichMedia", "/3D", "/Movie", "/Screen"}
#: Attached data that archives of invoices and tables carry, and that no reader runs.
HARMLESS_ATTACHMENTS = (".xml", ".csv", ".txt", ".json")


def inspect_pdf(content: bytes) -> Kind:
    """Raises Refused."""
    start = content[:1024]
    if start[: start.index(b"%PDF-")].strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Refused(
            _("Ce fichier en cache un autre. Ouvrez le document, enregistrez-le de nouveau, puis renvoyez-le."),
            code="polyglot",
        )
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise _closed()
            if not len(document.pages):
                raise Refused(_("Ce PDF n’a aucune page."), code="empty")
            _refuse_what_acts(document)
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise _closed() from error
    except Exception as error:
        # A parser meets hostile bytes here: whatever it raises, the file is not kept.
        raise Refused(
            _("Ce PDF est abîmé ou incomplet. Enregistrez-le de nouveau, puis renvoyez-le."), code="unreadable"
        ) from error
    return PDF


def _closed() -> Refused:
    return Refused(
        _("Ce PDF est protégé par un mot de passe ou interdit la copie. Enregistrez-le sans protection."),
        code="encrypted",
    )


def _refuse_what_acts(document: pikepdf.Pdf) -> None:
    """Every object of the file is looked at: an action may hang on the document, a page, a field or a bookmark."""
    if len(document.objects) > MOST_OBJECTS:
        raise Refused(_("Ce PDF est démesuré : il n’est pas ouvert."), code="bomb")
    for thing in document.objects:
        _look(thing, 0)
    _look(document.trailer, 0)


def _look(thing: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused(_("Ce PDF est démesuré : il n’est pas ouvert."), code="bomb")
    if isinstance(thing, pikepdf.Array):
        for each in thing:
            if _is_inline(each):
                _look(each, depth + 1)
        return
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    _refuse_dictionary(thing)
    for _key, each in thing.items():
        if _is_inline(each):
            _look(each, depth + 1)


def _is_inline(thing: Any) -> bool:
    """Whether it stands inside its parent: what has a number of its own is looked at once, in its turn."""
    return isinstance(thing, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream) and not thing.is_indirect


def _refuse_dictionary(thing: Any) -> None:
    action, part = _name(thing, "/S"), _name(thing, "/Subtype")
    if action == "/JavaScript" or (action == "/Rendition" and "/JS" in thing):
        raise Refused(
            _("Ce PDF contient du programme (JavaScript). Imprimez-le en PDF, puis envoyez le nouveau fichier."),
            code="javascript",
        )
    if action in ACTING or part in ACTING_PARTS or "/XFA" in thing:
        raise Refused(
            _("Ce PDF lance une action quand on l’ouvre ou le remplit. Imprimez-le en PDF, puis renvoyez-le."),
            code="active",
        )
    if "/EF" in thing:
        name = str(thing.get("/UF", thing.get("/F", ""))).lower()
        if not name.endswith(HARMLESS_ATTACHMENTS):
            raise Refused(
                _("Ce PDF contient un autre fichier en pièce jointe. Envoyez-les séparément."), code="attached"
            )


def _name(thing: Any, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
