"""Electronic signatures inside PDFs: what can be said of them, with the extra `signatures` or without it."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.kit.ui import typography

CHANGED_AFTER = "changed_after"
logger = logging.getLogger(__name__)

#: A signature: name, issuer, serial, at, is_stamped, is_intact (None: could not be told), trust (trusted, unknown,
#: no_roots), problem ("changed_after", or why it could not be told).
Signature = dict[str, Any]


def is_installed() -> bool:
    return importlib.util.find_spec("pyhanko") is not None


def signatures_of(file: IO[bytes]) -> list[Signature] | None:
    """The signatures of a PDF, each judged; None when nobody here can read them. Never raises."""
    if not is_installed():
        return None
    from ..proving import pades  # noqa: PLC0415  (an extra: loaded only where a signed PDF is looked at)

    try:
        return pades.read_signatures(file, settings.SIGNATURE_ROOTS)
    except Exception:
        # A PDF that pikepdf opens and pyHanko does not: its signatures are not verified, and the screen says so.
        logger.warning("signatures could not be read", exc_info=True)
        return None
    finally:
        file.seek(0)


def broken(signatures: Sequence[Signature] | None) -> list[Signature]:
    """Those that do not sign this document: an operator would refuse it. What was only added to is not among them."""
    return [each for each in signatures or () if each.get("is_intact") is False and each["problem"] != CHANGED_AFTER]


def lines_of(signatures: Sequence[Signature] | None, *, is_signed: bool) -> list[tuple[str, str]]:
    """What to say of the signatures of a file: (tone, sentence)."""
    if not is_signed:
        return []
    if signatures is None:
        return [("soon", _("Signé électroniquement ; la signature n’a pas pu être vérifiée ici."))]
    return [(_tone(each), sentence_of(each)) for each in signatures]


def sentence_of(signature: Signature) -> str:
    """ "Signé par Aline Dutilh le 25 novembre 2026 à 14 h 30 ; intact ; certificat reconnu (Autorité)"."""
    who = signature.get("name") or _("un signataire sans nom")
    when = _moment(str(signature.get("at") or ""))
    said = _("Signé par %(who)s le %(when)s") if when else _("Signé par %(who)s, sans date")
    parts = [said % {"who": who, "when": when}]
    if signature.get("is_stamped"):
        parts.append(_("date certifiée"))
    if signature.get("is_intact"):
        parts.append(_("intact depuis"))
    elif signature.get("is_intact") is None:
        parts.append(_("signature illisible ici"))
    elif signature.get("problem") == CHANGED_AFTER:
        parts.append(_("complété après la signature"))
    else:
        parts.append(_("signature qui ne correspond pas au document"))
    trust = {
        "trusted": _("certificat reconnu (%s)"),
        "unknown": _("certificat d’une autorité inconnue ici (%s)"),
        "no_roots": _("autorité non vérifiée (%s)"),
    }[str(signature.get("trust", "no_roots"))]
    parts.append(trust % (signature.get("issuer") or "?"))
    return " ; ".join(parts)


def _tone(signature: Signature) -> str:
    if signature in broken([signature]):
        return "closed"
    return "open" if signature.get("trust") == "trusted" else "soon"


def _moment(text: str) -> str:
    try:
        here = timezone.localtime(datetime.fromisoformat(text))
    except ValueError:
        return ""
    return f"{typography.day(here.date())}, {typography.clock(here)}"
