"""Texts, codes and numbers of one cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from bastide.data.opendata.queries import is_in_france

from ..models import CATEGORIES, Place
from .refusal import UnusableValue

#: Codes of `languages`, ISO 639.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_INSEE = re.compile(r"([013-9]\d|2[AB1-9])\d{3}")


def point_of(lon: Any, lat: Any) -> tuple[tuple[float, float] | None, str]:
    """A point in France, and a remark when something was wrong with what was given."""
    if lon in (None, "") and lat in (None, ""):
        return None, ""
    try:
        east, north = float(str(lon).replace(",", ".")), float(str(lat).replace(",", "."))
    except ValueError:
        return None, _("Ces coordonnées ne sont pas des nombres : elles sont laissées de côté.")
    if is_in_france(east, north):
        return (round(east, 6), round(north, 6)), ""
    if is_in_france(north, east):
        return (
            (round(north, 6), round(east, 6)),
            _("Longitude et latitude étaient inversées : elles sont remises dans l’ordre."),
        )
    return None, _("Ce point n’est pas en France : il est laissé de côté.")


def text(longest: int, *, lines: bool = False) -> Callable[[Any], str]:
    def cleaned(value: Any) -> str:
        text = str(value or "").replace("\x00", "")
        text = (
            "\n".join(" ".join(line.split()) for line in text.splitlines()).strip() if lines else " ".join(text.split())
        )
        if len(text) <= longest:
            return text
        return text[: longest - 1].rsplit(None, 1)[0] + "…"

    return cleaned


def name(value: Any) -> str:
    if not (name := text(200)(value)):
        raise UnusableValue(_("Ce lieu n’a pas de nom."))
    return name


def category(value: Any) -> str:
    if value not in CATEGORIES:
        raise UnusableValue(_("« %(code)s » n’est pas un genre de lieu connu.") % {"code": value})
    return str(value)


def postcode(value: Any) -> str:
    text = re.sub(r"\s", "", str(value or ""))
    if text and not re.fullmatch(r"\d{4,5}", text):
        raise UnusableValue(_("Un code postal a cinq chiffres."))
    return text.zfill(5) if text else ""


def insee(value: Any) -> str:
    text = re.sub(r"\s", "", str(value or "")).upper()
    text = text.zfill(5) if text.isdigit() and len(text) == 4 else text
    if text and not _INSEE.fullmatch(text):
        raise UnusableValue(_("« %(code)s » n’est pas un code INSEE.") % {"code": text})
    return text


def accessibility(value: Any) -> str:
    if (text := str(value or "")) not in Place.Accessibility.values:
        raise UnusableValue(_("« %(text)s » ne dit rien de l’accessibilité.") % {"text": text[:40]})
    return text


def languages(value: Any) -> list[str]:
    codes = [str(each).strip() for each in value or [] if str(each).strip()]
    for code in codes:
        if not _LANGUAGE.fullmatch(code):
            raise UnusableValue(
                _("« %(code)s » n’est pas un code de langue : écrivez par exemple en, oc.") % {"code": code}
            )
    return sorted(set(codes))


def siret(value: Any) -> str:
    text = re.sub(r"\D", "", str(value or ""))
    if text and len(text) != 14:
        raise UnusableValue(_("Un SIRET a quatorze chiffres."))
    return text


def is_insee_code(code: str) -> bool:
    return bool(_INSEE.fullmatch(code))
