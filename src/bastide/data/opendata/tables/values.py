"""From the text of a cell to a value, as Table Schema says it, and what its constraints think of it.

The messages are for the person who keeps the table: French, with what was found and what is expected.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from .schema import Field

#: Longer cells are cut in a message.
SHOWN = 60


class BadValue(ValueError):
    """The cell does not hold what its column is made for; the message is a French sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def shown(text: Any) -> str:
    """A value as a sentence quotes it: one line, cut."""
    line = " ".join(str(text).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def cast(field: Field, text: str) -> Any:
    """The value of a cell that is not empty. Raises BadValue."""
    return _CASTS.get(field.type, _any)(field, text)


def _any(field: Field, text: str) -> Any:
    return text


def _string(field: Field, text: str) -> str:
    if field.format == "email":
        try:
            validate_email(text)
        except ValidationError:
            raise BadValue("email", _("« %s » n’est pas une adresse électronique.") % shown(text)) from None
    elif field.format == "uri":
        if not _is_uri(text):
            message = _("« %s » n’est pas une adresse complète : elle commence par https:// ou http://.")
            raise BadValue("uri", message % shown(text))
    elif field.format == "uuid":
        try:
            if str(uuid.UUID(text)) != text.lower():
                raise ValueError
        except ValueError:
            message = _("« %s » n’est pas un identifiant UUID (32 chiffres et lettres en cinq groupes).")
            raise BadValue("uuid", message % shown(text)) from None
    return text


def _is_uri(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"\s", text)


def _bare(field: Field, text: str) -> str:
    """A number as we read it: without the signs that the schema says stand between its figures, or around it."""
    text = text.strip()
    if field.group_sign:
        text = text.replace(field.group_sign, "")
    if field.has_unit:
        text = re.sub(r"^[^\d.+-]+|[^\d]+$", "", text)
    return text.replace(".", "?").replace(field.decimal_sign, ".") if field.decimal_sign != "." else text


def _integer(field: Field, text: str) -> int:
    told, text = text, _bare(field, text)
    # `int` would take "1_000", "٣" and a number of ten thousand digits.
    if not re.fullmatch(r"[+-]?[0-9]{1,40}", text):
        raise BadValue("integer", _("« %s » n’est pas un nombre entier.") % shown(told))
    return int(text)


def _number(field: Field, text: str) -> Decimal:
    bare = _bare(field, text)
    if re.fullmatch(r"[+-]?(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?", bare):
        try:
            return Decimal(bare)
        except InvalidOperation:
            pass
    if "," in text and field.decimal_sign == ".":
        message = _("« %s » : la décimale s’écrit avec un point (12.5), sans espace.")
        raise BadValue("number", message % shown(text))
    raise BadValue("number", _("« %s » n’est pas un nombre.") % shown(text))


def _boolean(field: Field, text: str) -> bool:
    if text in field.true_values:
        return True
    if text in field.false_values:
        return False
    words = {"yes": field.true_values[0], "no": field.false_values[0], "text": shown(text)}
    raise BadValue("boolean", _("« %(text)s » : écrivez « %(yes)s » ou « %(no)s ».") % words)


def _date(field: Field, text: str) -> date:
    pattern = "%Y-%m-%d" if field.format in ("default", "any") else field.format.removeprefix("fmt:")
    try:
        # strptime would take "2024-4-2": ISO writes both digits.
        if pattern == "%Y-%m-%d" and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        pass
    message = _("« %s » n’est pas une date : écrivez l’année, le mois, le jour, par exemple 2026-11-25.")
    raise BadValue("date", message % shown(text))


def _datetime(field: Field, text: str) -> datetime:
    try:
        if field.format in ("default", "any"):
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
        return datetime.strptime(text, field.format)  # noqa: DTZ007 - as the schema writes it
    except ValueError:
        message = _("« %s » n’est pas une date avec l’heure, par exemple 2026-11-25T14:30:00Z.")
        raise BadValue("datetime", message % shown(text)) from None


def _time(field: Field, text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise BadValue("time", _("« %s » n’est pas une heure, par exemple 14:30:00.") % shown(text)) from None


def _year(field: Field, text: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", text):
        raise BadValue("year", _("« %s » n’est pas une année de quatre chiffres.") % shown(text))
    return int(text)


def _json(code: str, kind: type, message: str) -> Callable[[Field, str], Any]:
    def read(field: Field, text: str) -> Any:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, kind):
            raise BadValue(code, _(message) % shown(text))
        return value

    return read


def _array(field: Field, text: str) -> list[Any]:
    values: list[Any] = _read_array(field, text)
    for value in values:
        if field.items is not None and (complaints := broken(field.items, value, str(value))):
            raise complaints[0]
    return values


_read_array = _json("array", list, '« %s » n’est pas une liste, par exemple ["un", "deux"].')


def _geopoint(field: Field, text: str) -> tuple[float, float]:
    """Longitude, latitude."""
    fault = BadValue(
        "geopoint",
        _("« %s » n’est pas un point : écrivez [longitude, latitude], par exemple [0.48, 44.85].") % shown(text),
    )
    if field.format == "default":
        parts: list[Any] = text.split(",")
    else:
        try:
            read = json.loads(text)
        except (ValueError, RecursionError):
            raise fault from None
        parts = list(read) if isinstance(read, list) else []
        parts = [read.get("lon"), read.get("lat")] if isinstance(read, dict) else parts
    try:
        lon, lat = (float(each) for each in parts)
    except (TypeError, ValueError):
        raise fault from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise fault
    return lon, lat


_CASTS: dict[str, Callable[[Field, str], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "year": _year,
    "array": _array,
    "object": _json("object", dict, "« %s » n’est pas un objet JSON."),
    "geojson": _json("geojson", dict, "« %s » n’est pas un objet GeoJSON."),
    "geopoint": _geopoint,
}


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None


def is_matched(pattern: str, text: str) -> bool:
    """Whether the whole text is of the pattern; one that Python cannot read refuses nothing."""
    compiled = _compiled(pattern)
    return compiled is None or compiled.fullmatch(text) is not None


def broken(field: Field, value: Any, text: str) -> list[BadValue]:
    """The constraints that a value breaks, one sentence each."""
    found = []
    if field.enum and not _is_among(field, value, text):
        words = ", ".join(f"« {each} »" for each in field.enum[:12])
        more = "…" if len(field.enum) > 12 else ""
        message = _("« %(text)s » n’est pas dans la liste : %(words)s%(more)s.")
        found.append(BadValue("enum", message % {"text": shown(text), "words": words, "more": more}))
    if field.pattern and not is_matched(field.pattern, text):
        message = _("« %(text)s » n’a pas la forme attendue : %(pattern)s")
        found.append(BadValue("pattern", message % {"text": shown(text), "pattern": shown(field.pattern)}))
    size = len(value) if isinstance(value, list | dict) else len(text)
    if field.min_length is not None and size < field.min_length:
        message = _("« %(text)s » est trop court : %(least)d signes au moins.")
        found.append(BadValue("min-length", message % {"text": shown(text), "least": field.min_length}))
    if field.max_length is not None and size > field.max_length:
        message = _("« %(text)s » est trop long : %(most)d signes au plus, ici %(found)d.")
        words_ = {"text": shown(text), "most": field.max_length, "found": size}
        found.append(BadValue("max-length", message % words_))
    for code, bound, is_wrong, message in (
        ("minimum", field.minimum, lambda v, b: v < b, _("%(text)s est trop petit : au moins %(bound)s.")),
        ("maximum", field.maximum, lambda v, b: v > b, _("%(text)s est trop grand : au plus %(bound)s.")),
    ):
        if bound is not None and _holds(is_wrong, value, bound, field):
            found.append(BadValue(code, message % {"text": shown(text), "bound": bound}))
    return found


def _is_among(field: Field, value: Any, text: str) -> bool:
    return value in field.enum or text in {str(each) for each in field.enum}


def _holds(compare: Callable[[Any, Any], bool], value: Any, bound: Any, field: Field) -> bool:
    """Whether `value` and a bound of the schema compare so; a bound that its type cannot have refuses nothing."""
    try:
        return compare(value, _bound(field, bound))
    except (BadValue, TypeError, ArithmeticError):
        return False


def _bound(field: Field, bound: Any) -> Any:
    if field.type == "number":
        return Decimal(str(bound))
    return cast(field, bound) if isinstance(bound, str) else bound
