"""What has several values: the week, periods, the communes served, a round, the offer of a PAPI or a Wi-Fi spot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bastide.core.territory.models import DAYS, HoursError, WeeklyHours

from ..models import PapiDetails, RoundStop, SpecialPeriods, WifiDetails
from .contacts import website
from .plain import insee, is_insee_code, point_of, text
from .refusal import UnusableValue


def hours(value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    try:
        return WeeklyHours.from_json(value).as_json()
    except HoursError as error:
        raise UnusableValue(str(error)) from error


def periods(value: Any) -> list[dict[str, Any]]:
    if value is not None and not isinstance(value, list):
        raise UnusableValue(_("Ces périodes sont illisibles."))
    try:
        return SpecialPeriods.from_json(value).as_json()
    except HoursError as error:
        raise UnusableValue(str(error)) from error


def pivots(value: Any) -> dict[str, list[str]]:
    if value is not None and not isinstance(value, Mapping):
        raise UnusableValue(_("Les communes desservies sont illisibles."))
    cleaned: dict[str, list[str]] = {}
    for name, codes in (value or {}).items():
        good = sorted({one for code in codes or [] if (one := str(code).strip()) and is_insee_code(one)})
        if good:
            cleaned[str(name).strip()[:60]] = good
    return cleaned


def stops(value: Any) -> list[dict[str, Any]]:
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
                "where": text(200)(each.get("where")),
                "insee_code": insee(each.get("insee_code")),
                "lon": point[0] if point else None,
                "lat": point[1] if point else None,
                "comment": text(200)(each.get("comment")),
            }
        )
    return cleaned


def stop_json(stop: RoundStop) -> dict[str, Any]:
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


def details(model: type[PapiDetails] | type[WifiDetails]) -> Callable[[Any], dict[str, Any] | None]:
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
                told = [one for each in told or [] if (one := text(200)(each))]
            elif kind == "URLField":
                told = website(str(told)) if told else ""
            elif kind == "CharField":
                told = text(field.max_length or 200)(told)
            elif kind == "DateField" and isinstance(told, str):
                told = told[:10] or None
            try:
                setattr(row, field.name, field.clean(told, row))
            except ValidationError as error:
                raise UnusableValue(f"{str(field.verbose_name).capitalize()} : {' '.join(error.messages)}") from error
        return details_json(row)

    return cleaned


def details_json(row: PapiDetails | WifiDetails | None) -> dict[str, Any] | None:
    if row is None:
        return None
    told = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
