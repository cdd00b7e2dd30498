"""Telephones, mail addresses, sites."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from .plain import text
from .refusal import UnusableValue

_is_url = URLValidator(schemes=["http", "https"])


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


def contacts(read_one: Callable[[str], str], complaint: Callable[[str], str]) -> Callable[[Any], list[dict[str, str]]]:
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
                found.append({"value": good, "label": text(80)(told.get("label"))})
        return found[:10]

    return cleaned


def email(text: str) -> str:
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
