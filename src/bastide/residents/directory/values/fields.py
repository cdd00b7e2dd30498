"""Each tracked field: how it is cleaned, how it is read back, what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..models import TRACKED, PapiDetails, Place, WifiDetails
from . import contacts, parts, plain
from .refusal import UnusableValue


def clean(field: str, value: Any) -> Any:
    """What is stored for `value`, a JSON value. Raises UnusableValue."""
    if field not in TRACKED:
        raise UnusableValue(_("Ce champ ne se corrige pas."))
    return _CLEANERS[field](value)


def clean_all(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What can be stored of `values`, and why the rest cannot, by field. Swapped coordinates are put right."""
    good: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field, value in values.items():
        if field in ("lon", "lat"):
            continue
        try:
            good[field] = clean(field, value)
        except UnusableValue as refusal:
            wrong[field] = str(refusal)
    if "lon" in values or "lat" in values:
        point, remark = plain.point_of(values.get("lon"), values.get("lat"))
        if point is not None:
            good["lon"], good["lat"] = point
        elif not remark:
            good["lon"] = good["lat"] = None
        if remark:
            wrong["lon"] = remark
    return good, wrong


def read(place: Place, field: str) -> Any:
    """The value shown for a tracked field, as JSON. Uses prefetched parts."""
    match field:
        case "pivots":
            pivots: dict[str, list[str]] = {}
            for each in place.served.all():
                pivots.setdefault(each.service_type, []).append(each.insee_code)
            return {name: sorted(codes) for name, codes in sorted(pivots.items())}
        case "stops":
            return [parts.stop_json(each) for each in place.stops.all()]
        case "papi":
            return parts.details_json(getattr(place, "papi", None))
        case "wifi":
            return parts.details_json(getattr(place, "wifi", None))
    return getattr(place, field)


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "name": plain.name,
    "category": plain.category,
    "summary": plain.text(280),
    "description": plain.text(10_000, lines=True),
    "complement": plain.text(200),
    "address": plain.text(250),
    "postcode": plain.postcode,
    "city": plain.text(120),
    "insee_code": plain.insee,
    "phones": contacts.contacts(
        contacts.phone,
        lambda raw: _("« %(text)s » n’est pas un numéro : écrivez par exemple 05 53 00 00 01.") % {"text": raw},
    ),
    "emails": contacts.contacts(
        contacts.email, lambda raw: _("« %(text)s » n’est pas une adresse électronique.") % {"text": raw}
    ),
    "websites": contacts.contacts(
        contacts.website, lambda raw: _("« %(text)s » n’est pas l’adresse d’un site.") % {"text": raw}
    ),
    "hours": parts.hours,
    "periods": parts.periods,
    "hours_comment": plain.text(2_000, lines=True),
    "accessibility": plain.accessibility,
    "accessibility_note": plain.text(250),
    "languages": plain.languages,
    "is_itinerant": bool,
    "stops": parts.stops,
    "has_recueil_device": bool,
    "siret": plain.siret,
    "pivots": parts.pivots,
    "papi": parts.details(PapiDetails),
    "wifi": parts.details(WifiDetails),
    "lon": lambda value: None if value in (None, "") else float(value),
    "lat": lambda value: None if value in (None, "") else float(value),
}


def label_of_field(field: str) -> str:
    """The French name of a tracked field."""
    special = {
        "pivots": _("communes desservies"),
        "stops": _("tournée"),
        "papi": _("offre d’accès à internet"),
        "wifi": _("borne Wi-Fi"),
    }
    named = {each.name: str(each.verbose_name) for each in Place._meta.concrete_fields}
    return special.get(field) or named[field]


def labels_of(fields: Iterable[str]) -> list[str]:
    return [label_of_field(field) for field in fields]
