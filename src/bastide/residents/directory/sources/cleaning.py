"""Values as people write them in files, made into those of a record. What was dropped or mended is said on the line."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import nh3
import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from stdnum.fr import siren as siren_rules
from stdnum.fr import siret as siret_rules

from bastide.data.opendata.queries import written_once

from ..models import Contact
from ..words import folded
from .lines import Line

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_TAG = re.compile(r"<[a-zA-Z/!?][^>]{0,2000}>?|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]*>", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "nc", "n.c.", "néant", "neant", "null", "none", "nan", "/", ".", "?"})
_is_url = URLValidator(schemes=["http", "https"])


def text_of(value: Any, line: Line | None = None, field: str = "", *, lines: bool = False) -> str:
    """Plain text: no HTML, no invisible sign, one space between words; `lines` keeps its line breaks."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = written_once(_INVISIBLE.sub("", str(value)))
    if ("<" in text or "&" in text) and _TAG.search(text):
        bare = _without_html(text)
        if line is not None and re.search(r"<[a-zA-Z/!]", text):
            line.remark("html", _("Du code HTML a été retiré de ce texte."), field)
        text = bare
    if lines:
        kept = (" ".join(each.split()) for each in text.splitlines())
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    else:
        text = " ".join(text.split())
    return "" if text.lower() in _NOTHING else text


def kept(value: Any) -> Any:
    """A JSON value to be kept as it is, but for signs that no database takes; what is endless is cut."""
    if isinstance(value, str):
        return _INVISIBLE.sub("", value)[:2000]
    if isinstance(value, dict):
        return {str(kept(str(name))): kept(each) for name, each in list(value.items())[:100]}
    if isinstance(value, list):
        return [kept(each) for each in value[:100]]
    return value


def _without_html(text: str) -> str:
    """What a browser would show of it; entities that hide tags are opened until none is left."""
    for _round in range(4):
        text = html.unescape(nh3.clean(_BREAK.sub("\n", text), tags=set()))
        if not re.search(r"<[a-zA-Z/!?]", text):
            return text
    return re.sub(r"[<>]", "", text)


# Telephones, mails, addresses of the web ------------------------------------------------------------------------------

_SHORT = re.compile(r"(?:3\s?\d\s?\d\s?\d|1\s?0\s?\d\s?\d|11[2-9]|15|17|18|11[68]\s?\d{3})")
_TEN = re.compile(r"0\d(?:[\s.\-]?\d\d){4}")
_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF")


def phones_of(values: Iterable[tuple[Any, str]], line: Line) -> list[Contact]:
    """Numbers of (text, label) pairs, each text with one number or several, in the house's spelling."""
    found: dict[str, Contact] = {}
    for value, label in values:
        text = text_of(value)
        if not text:
            continue
        numbers = [number for part in text.split("|") for number in phone_numbers(part)]
        if not numbers:
            message = _("« %s » n’est pas un numéro de téléphone : il n’a pas été retenu.")
            line.remark("phone", message % text[:60], "phones")
        for number in numbers:
            found.setdefault(number, Contact(number, label[:80]))
    return list(found.values())[:10]


@lru_cache(maxsize=4096)
def phone_numbers(text: str) -> tuple[str, ...]:
    """ "05 53 00 00 01" for each French number in `text`, "+44 …" for a foreign one, "39 49" for a short one."""
    bare = text.strip()
    if _SHORT.fullmatch(bare):
        digits = re.sub(r"\D", "", bare)
        return (digits if len(digits) < 4 else " ".join(digits[i : i + 2] for i in range(0, len(digits), 2)),)
    digits = re.sub(r"[\s.\-]", "", bare)
    if re.fullmatch(r"33[1-9]\d{8}", digits):  # A spreadsheet took it for a number.
        bare = f"+{digits}"
    elif re.fullmatch(r"[1-79]\d{8}", digits):  # Its first zero was lost.
        bare = f"0{digits}"
    bare = bare.replace("(0)", "")
    found: dict[str, None] = {}
    for match in phonenumbers.PhoneNumberMatcher(bare, "FR", leniency=phonenumbers.Leniency.POSSIBLE):
        if spelled := _spelled(match.number):
            found[spelled] = None
    if not found:
        found = {_by_two(each): None for each in _TEN.findall(bare)}
    return tuple(found)


def _by_two(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))


def _spelled(number: phonenumbers.PhoneNumber) -> str:
    national = str(number.national_number)
    if number.country_code in (33, 262, 590, 594, 596) and len(national) == 9:
        return _by_two(f"0{national}")
    if number.country_code == 33 or not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def international(text: str) -> str:
    """ "+33553000001" for one of our numbers; nothing for a short one, which has no such form."""
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            return ""
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        return ""
    if len(str(number.national_number)) != 9:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def contacts_of(
    mails: Iterable[Any], sites: Iterable[tuple[Any, str]], line: Line
) -> tuple[list[Contact], list[Contact]]:
    """Mail addresses and addresses of the web, each put where it belongs whichever column it stood in."""
    emails: dict[str, Contact] = {}
    websites: dict[str, Contact] = {}
    pairs = [("emails", each, "") for each in mails] + [("websites", each, label) for each, label in sites]
    for field, value, label in pairs:
        for part in _parts(text_of(value)):
            if mail := email_of(part):
                emails.setdefault(mail.lower(), Contact(mail))
            elif site := website_of(part):
                websites.setdefault(site, Contact(site, label[:80]))
            else:
                words = {
                    "emails": _("« %s » n’est pas une adresse électronique : elle n’a pas été retenue."),
                    "websites": _("« %s » n’est pas l’adresse d’un site : elle n’a pas été retenue."),
                }
                line.remark("contact", words[field] % part[:80], field)
    return list(emails.values())[:10], list(websites.values())[:10]


def _parts(text: str) -> list[str]:
    if not text:
        return []
    text = re.sub(r"\bmailto:", "", text, flags=re.IGNORECASE)
    parts = [part.strip("<>()\"' ") for part in re.split(r"\s*[|;\n]\s*|\s*,\s+|\s+(?:ou|et|/|-)\s+|,(?=\S+@)", text)]
    found = []
    for part in parts:
        words = part.split()
        good = [word for word in words if "@" in word or "." in word]
        # "contact@a.fr (secrétariat)": the words around an address are not one.
        found += good if 0 < len(good) < len(words) and any(map(email_of, good)) else [part]
    for part in [each for each in found if len(each.split()) > 1]:
        # Two addresses with a space between them.
        if all(email_of(word) or website_of(word) for word in part.split()):
            found.remove(part)
            found += part.split()
    return [part for part in found if part]


def email_of(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def website_of(text: str) -> str:
    """The address with its scheme, or nothing."""
    bare = text.strip()
    if not bare or "@" in bare.partition("?")[0].partition("/")[0] or re.search(r"\s", bare):
        return ""
    if not re.match(r"https?://", bare, re.IGNORECASE):
        if re.match(r"[a-z][a-z0-9+.]*:(?!\d)", bare, re.IGNORECASE) and not re.match(r"https?:", bare, re.IGNORECASE):
            return ""
        bare = f"https://{re.sub(r'^https?:/*', '', bare, flags=re.IGNORECASE)}"
    try:
        _is_url(bare)
    except ValidationError:
        return ""
    return bare if len(bare) <= 500 else ""


# Numbers of bodies and places -----------------------------------------------------------------------------------------


def siret_of(value: Any, line: Line) -> str:
    """Fourteen digits with a right key (La Poste's own rule known), or nothing and why."""
    text = text_of(value)
    if not text:
        return ""
    if re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d+", text):
        message = _(
            "« %s » : un tableur a abrégé ce SIRET, ses derniers chiffres sont perdus. Mettez la colonne en texte."
        )
        line.remark("siret", message % text, "siret")
        return ""
    digits = re.sub(r"[\s.\-\u202f]", "", text).removesuffix(".0")
    if not digits.strip("0"):  # Files of médiation numérique write zeros for "unknown".
        return ""
    if digits.isascii() and digits.isdigit():
        for candidate in (digits, digits.zfill(14) if 12 <= len(digits) < 14 else digits):
            if siret_rules.is_valid(candidate):
                return candidate
        if len(digits) == 9 and siren_rules.is_valid(digits):
            line.remark("siret", _("« %s » est un SIREN, pas un SIRET : il manque l’établissement.") % digits, "siret")
            return ""
    message = _("« %s » n’est pas un SIRET (quatorze chiffres, clé comprise) : il n’a pas été retenu.")
    line.remark("siret", message % text[:40], "siret")
    return ""


def insee_of(value: Any, line: Line) -> str:
    """A code of five signs; the zero that a spreadsheet took away is given back."""
    text = re.sub(r"\s", "", text_of(value)).upper().removesuffix(".0")
    if re.fullmatch(r"\d{4}", text):
        text = f"0{text}"
    if not text:
        return ""
    if not re.fullmatch(r"([013-9]\d|2[AB1-9])\d{3}", text):
        line.remark("insee", _("« %s » n’est pas un code INSEE de commune.") % text[:20], "insee_code")
        return ""
    return text


def postcode_of(value: Any, line: Line) -> str:
    text = re.sub(r"\s", "", text_of(value)).removesuffix(".0")
    if re.fullmatch(r"\d{4}", text):
        text = f"0{text}"
    if text and not re.fullmatch(r"\d{5}", text):
        line.remark("postcode", _("« %s » n’est pas un code postal.") % text[:20], "postcode")
        return ""
    return text


_DAYS = ("%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y%m%d")
_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "janvier",
            "fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "aout",
            "septembre",
            "octobre",
            "novembre",
            "decembre",
        ],
        1,
    )
}


def day_of(value: Any, line: Line, field: str = "as_of") -> date | None:
    """The day of "2026-11-25T08:30:00Z", "25/11/2026 08:30:00", "25 novembre 2026", "46351" (a spreadsheet's)."""
    text = text_of(value)
    if not text:
        return None
    found = _iso_day(text) or _written_day(text)
    if found is None or not date(1900, 1, 1) <= found <= date(2100, 1, 1):
        line.remark("date", _("« %s » n’est pas une date : elle n’a pas été retenue.") % text[:40], field)
        return None
    return found


def _iso_day(text: str) -> date | None:
    if re.match(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None
    return None


def _written_day(text: str) -> date | None:
    head = re.split(r"[\sT](?=\d{1,2}[:hH])", text, maxsplit=1)[0].strip()
    for pattern in _DAYS:
        try:
            return datetime.strptime(head, pattern).date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            continue
    if re.fullmatch(r"[3-6]\d{4}(\.\d+)?", head):
        return date(1899, 12, 30) + timedelta(days=int(float(head)))
    words = re.fullmatch(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})", folded(head))
    if words and words[2] in _MONTHS:
        try:
            return date(int(words[3]), _MONTHS[words[2]], int(words[1]))
        except ValueError:
            return None
    return None


_YES = frozenset(["oui", "o", "yes", "y", "true", "vrai", "1", "x", "ok"])
_NO = frozenset(["non", "n", "no", "false", "faux", "0"])


def yes_or_no(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = folded(text_of(value))
    return True if word in _YES else False if word in _NO else None
