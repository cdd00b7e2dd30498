"""What several formats write alike: hours, and the columns that the standards of médiation numérique and data·inclusion
share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..opening import Opening, from_sentence
from .cleaning import contacts_of, day_of, insee_of, phones_of, postcode_of, text_of
from .lines import Line
from .points import point_of


def opening_of(text: str, line: Line) -> Opening:
    """The hours that a text says; what is not understood, or was put together, is said on the line."""
    written = from_sentence(text)
    if text.strip() and not written.is_understood and not written.periods:
        line.remark("hours-text", _("Les horaires ne se lisent pas tous : ils sont gardés comme texte."), "hours")
    if written.overlaps:
        message = _("Des ouvertures se chevauchent et ont été réunies : %s.")
        line.remark("hours-overlap", message % ", ".join(written.overlaps), "hours")
    return written


def hours_fields(written: Opening) -> dict[str, Any]:
    return {
        "hours": written.hours,
        "periods": written.periods or None,
        "hours_comment": written.comment or None,
    }


def standard_fields(told: Mapping[str, Any], line: Line, *, emails: Any, website: Any) -> dict[str, Any]:
    """Fields of `Record` from the columns that both standards name alike."""
    lon, lat = point_of(told.get("longitude"), told.get("latitude"), line)
    mails, sites = contacts_of([emails], [(website, "")], line)
    return {
        "key": line.key,
        "name": line.name,
        "as_of": day_of(told.get("date_maj"), line),
        "complement": text_of(told.get("complement_adresse")) or None,
        "address": text_of(told.get("adresse")) or None,
        "postcode": postcode_of(told.get("code_postal"), line) or None,
        "city": text_of(told.get("commune")) or None,
        "insee_code": insee_of(told.get("code_insee"), line) or None,
        "lon": lon,
        "lat": lat,
        "phones": phones_of([(told.get("telephone"), "")], line) or None,
        "emails": mails or None,
        "websites": sites or None,
    }


def said(**values: Any) -> dict[str, Any]:
    """Those that say something."""
    return {name: value for name, value in values.items() if value}
