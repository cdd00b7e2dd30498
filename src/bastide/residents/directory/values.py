"""Values of a place at the door: each field cleaned, or refused with a sentence for a person; read back; compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from bastide.core.territory.models import DAYS, HoursError, WeeklyHours

from .models import CATEGORIES, PAPI, TRACKED, PapiDetails, Place, RoundStop, SpecialPeriods, WifiDetails
from .words import folded

_is_url = URLValidator(schemes=["http", "https"])
#: West, south, east, north of France: the mainland with Corsica, then overseas.
FRANCE = (
    (-5.5, 41.2, 9.8, 51.3),
    (-61.9, 15.8, -60.9, 16.6),
    (-61.3, 14.3, -60.7, 15.0),
    (-54.7, 2.0, -51.5, 5.9),
    (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.5),
    (-56.6, 46.7, -56.0, 47.2),
    (-63.2, 17.8, -62.7, 18.2),
)
#: Codes of `languages`, ISO 639.
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_INSEE = re.compile(r"([013-9]\d|2[AB1-9])\d{3}")
LIST_FIELDS = ("phones", "emails", "websites")


class UnusableValue(Exception):
    """The value cannot be; the message is for a person, in French."""


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
        point, remark = point_of(values.get("lon"), values.get("lat"))
        if point is not None:
            good["lon"], good["lat"] = point
        elif not remark:
            good["lon"] = good["lat"] = None
        if remark:
            wrong["lon"] = remark
    return good, wrong


def point_of(lon: Any, lat: Any) -> tuple[tuple[float, float] | None, str]:
    """A point in France, and a remark when something was wrong with what was given."""
    if lon in (None, "") and lat in (None, ""):
        return None, ""
    try:
        east, north = float(str(lon).replace(",", ".")), float(str(lat).replace(",", "."))
    except ValueError:
        return None, _("Ces coordonnées ne sont pas des nombres : elles sont laissées de côté.")
    if in_france(east, north):
        return (round(east, 6), round(north, 6)), ""
    if in_france(north, east):
        return (
            (round(north, 6), round(east, 6)),
            _("Longitude et latitude étaient inversées : elles sont remises dans l’ordre."),
        )
    return None, _("Ce point n’est pas en France : il est laissé de côté.")


def in_france(lon: float, lat: float) -> bool:
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in FRANCE)


def read(place: Place, field: str) -> Any:
    """The value shown for a tracked field, as JSON. Uses prefetched parts."""
    match field:
        case "pivots":
            pivots: dict[str, list[str]] = {}
            for each in place.served.all():
                pivots.setdefault(each.service_type, []).append(each.insee_code)
            return {name: sorted(codes) for name, codes in sorted(pivots.items())}
        case "stops":
            return [_stop_json(each) for each in place.stops.all()]
        case "papi":
            return _details_json(getattr(place, "papi", None))
        case "wifi":
            return _details_json(getattr(place, "wifi", None))
    return getattr(place, field)


def is_empty(value: Any) -> bool:
    return value in (None, "", [], {}, False)


def _text(longest: int, *, lines: bool = False) -> Callable[[Any], str]:
    def cleaned(value: Any) -> str:
        text = str(value or "").replace("\x00", "")
        text = (
            "\n".join(" ".join(line.split()) for line in text.splitlines()).strip() if lines else " ".join(text.split())
        )
        if len(text) <= longest:
            return text
        return text[: longest - 1].rsplit(None, 1)[0] + "…"

    return cleaned


def _required_name(value: Any) -> str:
    if not (name := _text(200)(value)):
        raise UnusableValue(_("Ce lieu n’a pas de nom."))
    return name


def _category(value: Any) -> str:
    if value not in CATEGORIES:
        raise UnusableValue(_("« %(code)s » n’est pas un genre de lieu connu.") % {"code": value})
    return str(value)


def _postcode(value: Any) -> str:
    text = re.sub(r"\s", "", str(value or ""))
    if text and not re.fullmatch(r"\d{4,5}", text):
        raise UnusableValue(_("Un code postal a cinq chiffres."))
    return text.zfill(5) if text else ""


def _insee(value: Any) -> str:
    text = re.sub(r"\s", "", str(value or "")).upper()
    text = text.zfill(5) if text.isdigit() and len(text) == 4 else text
    if text and not _INSEE.fullmatch(text):
        raise UnusableValue(_("« %(code)s » n’est pas un code INSEE.") % {"code": text})
    return text


def phone(text: str) -> str:
    """ "05 53 00 00 01", "3646", "+44 20 7946 0000"; nothing for what is no number."""
    plus = text.strip().startswith("+") or text.strip().startswith("00")
    digits = re.sub(r"\D", "", text.replace("(0)", "")).removeprefix("00")
    if len(digits) in (11, 12) and digits.startswith("33"):
        digits, plus = f"0{digits[2:].removeprefix('0')}", False
    if len(digits) == 9 and digits[0] in "1234567" and not plus:
        digits = f"0{digits}"
    if len(digits) == 10 and digits.startswith("0"):
        return " ".join(digits[start : start + 2] for start in range(0, 10, 2))
    if not plus and (len(digits) in (2, 3, 4, 6)):
        return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2)) if len(digits) != 3 else digits
    return f"+{digits}" if plus and 8 <= len(digits) <= 15 else ""


def _contacts(read_one: Callable[[str], str], complaint: Callable[[str], str]) -> Callable[[Any], list[dict[str, str]]]:
    def cleaned(value: Any) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        for each in value or []:
            told = each if isinstance(each, Mapping) else {"value": each}
            raw = str(told.get("value") or "").strip()
            if not raw:
                continue
            if not (good := read_one(raw)):
                raise UnusableValue(complaint(raw[:80]))
            if good not in [one["value"] for one in found]:
                found.append({"value": good, "label": _text(80)(told.get("label"))})
        return found[:10]

    return cleaned


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def website(text: str) -> str:
    """The address with its scheme, or nothing when it leads nowhere."""
    if "@" in text.partition("?")[0]:
        return ""
    address = text if re.match(r"https?://", text, re.I) else f"https://{re.sub(r'^https?:/*', '', text, flags=re.I)}"
    try:
        _is_url(address)
    except ValidationError:
        return ""
    return address if len(address) <= 500 else ""


def _hours(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    try:
        return WeeklyHours.from_json(value).as_json()
    except HoursError as error:
        raise UnusableValue(str(error)) from error


def _periods(value: Any) -> list[dict[str, Any]]:
    if value is not None and not isinstance(value, list):
        raise UnusableValue(_("Ces périodes sont illisibles."))
    try:
        return SpecialPeriods.from_json(value).as_json()
    except HoursError as error:
        raise UnusableValue(str(error)) from error


def _accessibility(value: Any) -> str:
    if (text := str(value or "")) not in Place.Accessibility.values:
        raise UnusableValue(_("« %(text)s » ne dit rien de l’accessibilité.") % {"text": text[:40]})
    return text


def _languages(value: Any) -> list[str]:
    codes = [str(each).strip() for each in value or [] if str(each).strip()]
    for code in codes:
        if not _LANGUAGE.fullmatch(code):
            raise UnusableValue(
                _("« %(code)s » n’est pas un code de langue : écrivez par exemple en, oc.") % {"code": code}
            )
    return sorted(set(codes))


def _siret(value: Any) -> str:
    text = re.sub(r"\D", "", str(value or ""))
    if text and len(text) != 14:
        raise UnusableValue(_("Un SIRET a quatorze chiffres."))
    return text


def _pivots(value: Any) -> dict[str, list[str]]:
    if value is not None and not isinstance(value, Mapping):
        raise UnusableValue(_("Les communes desservies sont illisibles."))
    cleaned: dict[str, list[str]] = {}
    for name, codes in (value or {}).items():
        good = sorted({text for code in codes or [] if (text := str(code).strip()) and _INSEE.fullmatch(text)})
        if good:
            cleaned[str(name).strip()[:60]] = good
    return cleaned


def _stops(value: Any) -> list[dict[str, Any]]:
    cleaned = []
    for each in value or []:
        days = [day for day in DAYS if day in (each.get("days") or [])]
        try:
            opens, closes = (time.fromisoformat(str(each[name])) for name in ("opens", "closes"))
        except (KeyError, ValueError):
            raise UnusableValue(_("L’heure d’une halte est illisible : écrivez par exemple 09:30.")) from None
        if closes <= opens:
            raise UnusableValue(_("Une halte finit avant de commencer."))
        if not days:
            raise UnusableValue(_("Une halte n’a pas de jour."))
        if (weeks := str(each.get("weeks") or "every")) not in RoundStop.Weeks.values:
            raise UnusableValue(_("« %(text)s » n’est pas un rythme de tournée connu.") % {"text": weeks[:20]})
        point, _remark = point_of(each.get("lon"), each.get("lat"))
        cleaned.append(
            {
                "days": days,
                "weeks": weeks,
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
                "where": _text(200)(each.get("where")),
                "insee_code": _insee(each.get("insee_code")),
                "lon": point[0] if point else None,
                "lat": point[1] if point else None,
                "comment": _text(200)(each.get("comment")),
            }
        )
    return cleaned


def _stop_json(stop: RoundStop) -> dict[str, Any]:
    return {
        "days": stop.days,
        "weeks": stop.weeks,
        "opens": f"{stop.opens:%H:%M}",
        "closes": f"{stop.closes:%H:%M}",
        "where": stop.where,
        "insee_code": stop.commune.insee_code if stop.commune else "",
        "lon": stop.lon,
        "lat": stop.lat,
        "comment": stop.comment,
    }


def _details(model: type[PapiDetails] | type[WifiDetails]) -> Callable[[Any], dict[str, Any] | None]:
    """Every field of the model, cleaned by its own type; unknown names are dropped, an unusable value refuses."""

    def cleaned(value: Any) -> dict[str, Any] | None:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise UnusableValue(_("Ces précisions sont illisibles."))
        row = model()
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name not in value:
                continue
            told = value[field.name]
            kind = field.get_internal_type()
            if kind == "JSONField":
                told = [text for each in told or [] if (text := _text(200)(each))]
            elif kind == "URLField":
                told = website(str(told)) if told else ""
            elif kind == "CharField":
                told = _text(field.max_length or 200)(told)
            elif kind == "DateField" and isinstance(told, str):
                told = told[:10] or None
            try:
                setattr(row, field.name, field.clean(told, row))
            except ValidationError as error:
                raise UnusableValue(f"{str(field.verbose_name).capitalize()} : {' '.join(error.messages)}") from error
        return _details_json(row)

    return cleaned


def _details_json(row: PapiDetails | WifiDetails | None) -> dict[str, Any] | None:
    if row is None:
        return None
    told = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "name": _required_name,
    "category": _category,
    "summary": _text(280),
    "description": _text(10_000, lines=True),
    "complement": _text(200),
    "address": _text(250),
    "postcode": _postcode,
    "city": _text(120),
    "insee_code": _insee,
    "phones": _contacts(
        phone, lambda raw: _("« %(text)s » n’est pas un numéro : écrivez par exemple 05 53 00 00 01.") % {"text": raw}
    ),
    "emails": _contacts(_email, lambda raw: _("« %(text)s » n’est pas une adresse électronique.") % {"text": raw}),
    "websites": _contacts(website, lambda raw: _("« %(text)s » n’est pas l’adresse d’un site.") % {"text": raw}),
    "hours": _hours,
    "periods": _periods,
    "hours_comment": _text(2_000, lines=True),
    "accessibility": _accessibility,
    "accessibility_note": _text(250),
    "languages": _languages,
    "is_itinerant": bool,
    "stops": _stops,
    "has_recueil_device": bool,
    "siret": _siret,
    "pivots": _pivots,
    "papi": _details(PapiDetails),
    "wifi": _details(WifiDetails),
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


def changed_fields(place: Place, values: Mapping[str, Any]) -> list[str]:
    """Those of `values` that are not what the place shows; a point moved by less than a metre is where it was."""
    return [field for field, value in values.items() if not _same(field, read(place, field), value)]


def _same(field: str, ours: Any, theirs: Any) -> bool:
    if field in ("lon", "lat") and ours is not None and theirs is not None:
        return abs(ours - theirs) < 1e-5
    if field in LIST_FIELDS:
        return [one["value"] for one in ours] == [one["value"] for one in theirs]
    return bool(ours == theirs)


def says_no_more(place: Place, field: str, theirs: Any) -> bool:
    """Whether another source adds nothing to what stands here: other signs in a text, fewer numbers in a list.

    Schemas have room for one telephone, and for no typographic apostrophe: that is no difference to decide on.
    """
    ours = read(place, field)
    match field:
        case "phones" | "emails" | "websites":
            return {one["value"] for one in theirs} <= {one["value"] for one in ours}
        case "papi" | "wifi":
            return ours is not None and all(
                is_empty(value) or value == ours.get(name) for name, value in theirs.items()
            )
        case "periods":
            return {_yearly(each) for each in theirs} <= {_yearly(each) for each in ours}
        case "category":
            # Any place may offer the internet: a file of such places says nothing of what else it is.
            return theirs == PAPI and read(place, "papi") is not None
    if isinstance(ours, str) and isinstance(theirs, str):
        return folded(ours) == folded(theirs)
    return False


def _yearly(period: Mapping[str, Any]) -> tuple[Any, ...]:
    """A period without what another vocabulary has no room for: its reason, and the year when it comes each year."""
    start = 5 if period.get("yearly") else 0
    return str(period.get("from"))[start:], str(period.get("to"))[start:], str(period.get("hours"))


def labels_of(fields: Iterable[str]) -> list[str]:
    return [label_of_field(field) for field in fields]
