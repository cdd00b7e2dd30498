"""How numbers, hours, dates and phone numbers are written, and the spaces that must not break: in French, unless the
page speaks English or Occitan."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language

NBSP = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"


def _speaks(language: str) -> bool:
    return (get_language() or "") == language


def number(value: float | Decimal, decimals: int = 0) -> str:
    """ "1 934", "12,5": thousands apart by a narrow space, decimals after a comma; in English "1,934", "12.5"."""
    if _speaks("en"):
        return f"{value:,.{decimals}f}".replace("-", "−")
    return f"{value:,.{decimals}f}".replace(",", NARROW).replace(".", ",").replace("-", "−")


def clock(value: time | datetime) -> str:
    """ "8 h 30", "17 h"; in English "8:30", "17:00"."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if _speaks("en"):
        return f"{value.hour}:{value.minute:02}"
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def _local_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _day_and_month(on: date) -> str:
    """ "18 novembre", "1er décembre"; "1 December"; "18 de novembre", "1èr d’abril"."""
    month = str(MONTHS[on.month])
    if _speaks("oc"):
        of = "d’" if month[:1].lower() in "aeiouòàè" else f"de{NBSP}"
        return f"{_ordinal(on.day)}{NBSP}{of}{month}"
    return f"{_ordinal(on.day)}{NBSP}{month}"


def _ordinal(day: int) -> str:
    """The first of a month is said first, but in English."""
    if day != 1 or _speaks("en"):
        return str(day)
    return "1èr" if _speaks("oc") else "1er"


def day(value: date | datetime) -> str:
    """ "18 novembre 2026", "1er décembre 2026"; in Occitan "18 de novembre de 2026"."""
    on = _local_day(value)
    return f"{_day_and_month(on)} {'de ' if _speaks('oc') else ''}{on.year}"


def long_date(value: date | datetime) -> str:
    """ "mercredi 25 novembre": what is announced, so without the year."""
    on = _local_day(value)
    return f"{WEEKDAYS[on.weekday()]} {_day_and_month(on)}"


def announced(value: date | datetime, today: date) -> str:
    """ "mercredi 25 novembre", and "vendredi 14 mai 2027" when it is not this year."""
    on = _local_day(value)
    return long_date(on) if on.year == today.year else f"{long_date(on)} {on.year}"


def full_date(value: date | datetime) -> str:
    """ "mardi 1er décembre 2026": what is kept and read later."""
    return f"{long_date(value)} {_local_day(value).year}"


def full_moment(value: datetime) -> str:
    """ "mardi 1er décembre 2026, 20 h 45"."""
    return f"{full_date(value)}, {clock(value)}"


def short_date(value: date | datetime) -> str:
    """ "mer. 25": the margin of an agenda."""
    on = _local_day(value)
    stop = "" if _speaks("en") else "."
    return f"{WEEKDAYS_ABBR[on.weekday()]}{stop}{NBSP}{_ordinal(on.day)}"


def short_day(value: date | datetime) -> str:
    """ "18 nov.": the margin of a list of publications."""
    on = _local_day(value)
    return f"{_ordinal(on.day)}{NBSP}{MONTHS_AP[on.month]}"


def _digits(raw: str) -> str:
    """The ten digits of a French number however it was typed, or "" (short numbers, foreign ones)."""
    digits = re.sub(r"\D", "", raw.replace("(0)", ""))
    if raw.strip().startswith("+33") or digits.startswith("0033"):
        digits = "0" + digits.removeprefix("00").removeprefix("33")
    return digits if re.fullmatch(r"0\d{9}", digits) else ""


def phone(raw: str) -> str:
    """ "05 53 58 30 32", by pairs; what is not a French number of ten digits is left as it came."""
    digits = _digits(raw)
    return NBSP.join(digits[i : i + 2] for i in range(0, 10, 2)) if digits else raw


def phone_link(raw: str) -> str:
    """ "tel:+33553583032"."""
    digits = _digits(raw)
    return f"tel:+33{digits[1:]}" if digits else "tel:" + re.sub(r"[^\d+]", "", raw)


_UNITS = r"(?:h|min|km|m|ha|hab\.|€|%|ko|Mo|Go|°C|k€|M€)"


def nbsp(text: str) -> str:
    """The same words, with no-break spaces where a line must not start or end."""
    text = re.sub(r"[ \u00a0\u202f]+([?!;])", NARROW + r"\1", text)
    text = re.sub(r"[ \u00a0\u202f]+:", NBSP + ":", text)
    text = re.sub(r"«[ \u00a0\u202f]*", "«" + NBSP, text)
    text = re.sub(r"[ \u00a0\u202f]*»", NBSP + "»", text)
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", NARROW, text)
    text = re.sub(rf"(?<=\d) (?={_UNITS}(?:\W|$))", NBSP, text)
    return re.sub(rf"(\d{NBSP}h) (?=\d)", rf"\1{NBSP}", text)
