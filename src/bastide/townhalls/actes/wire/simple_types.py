"""What a value of ACTES may look like: dates, whole numbers, identifiers, addresses.

A type takes the text as the XML gives it and says whether it will do. Where the schema language and the parser that the
State's partners use (libxml2) differ, we follow the parser: a date with blanks around it is refused.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class SimpleType:
    """`label` says in French what is expected; `accepts` takes the text as it stands in the file."""

    label: str
    accepts: Callable[[str], bool]


def collapsed(text: str) -> str:
    return " ".join(part for part in re.split(f"[{BLANKS}]+", text) if part)


_DATE = re.compile(r"(-?)([0-9]{4,})-([0-9]{2})-([0-9]{2})(?:Z|[+-]([0-9]{2}):([0-9]{2}))?")


def is_date(text: str) -> bool:
    """`YYYY-MM-DD`, a zone after it or not; there is no year 0."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    _sign, year, month, day, hours, minutes = found.groups()
    if (len(year) > 4 and year[0] == "0") or not year.strip("0") or len(year) > 18:
        return False
    if hours and (int(hours) > 23 or int(minutes) > 59 or int(hours) * 60 + int(minutes) > 840):
        return False
    # The calendar repeats every 400 years; Python knows years 1 to 9999 only.
    return 1 <= int(month) <= 12 and 1 <= int(day) <= monthrange(2000 + int(year) % 400, int(month))[1]


def is_integer(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[0-9]+", collapsed(text)))


def is_natural(text: str) -> bool:
    """A whole number that is not below zero; "-0" is zero."""
    return is_integer(text) and (not collapsed(text).startswith("-") or not collapsed(text).strip("-0"))


def _digits(count: int) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(rf"[0-9]{{{count}}}", collapsed(text)))


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: bool(re.fullmatch(pattern, text))


_ID = re.compile(r"[0|9][0-9][A|B0-9]-[0-9]{9}-[0-9]{8}-[a-zA-Z0-9_]{1,15}-(..)", re.DOTALL)


def is_acte_id(text: str) -> bool:
    """An identifier of an act, as the schema has it: two capitals at the end, of any alphabet."""
    found = _ID.fullmatch(text)
    return found is not None and all(unicodedata.category(letter) == "Lu" for letter in found[1])


def _at_most(length: int) -> Callable[[str], bool]:
    return lambda text: len(text) <= length


EMAIL_PATTERN = r"[_a-zA-Z0-9\-]+(\.[_a-zA-Z0-9\-]+)*@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*\.[a-zA-Z]{2,6}"

ANY_TEXT = SimpleType("un texte", lambda text: True)
DATE = SimpleType("une date AAAA-MM-JJ", is_date)
INTEGER = SimpleType("un nombre entier", is_integer)
NATURAL = SimpleType("un nombre entier positif", is_natural)
SIREN = SimpleType("neuf chiffres", _digits(9))
NIC = SimpleType("cinq chiffres", _digits(5))
SIRET = SimpleType("quatorze chiffres", _digits(14))
# The bars are the schema's own: it lets them through.
DEPARTEMENT = SimpleType("un département en trois signes", _matches(r"[0|9][0-9][A|B0-9]"))
ARRONDISSEMENT = SimpleType("un chiffre", _digits(1))
SENDER_NATURE = SimpleType("deux chiffres", _digits(2))
ACTE_ID = SimpleType("un identifiant d’acte", is_acte_id)
EMAIL = SimpleType("une adresse électronique simple", _matches(EMAIL_PATTERN))
SUBJECT = SimpleType("un texte de 500 signes au plus", _at_most(500))
NUMBER = SimpleType("un numéro de 15 signes au plus", _at_most(15))
LETTERS = SimpleType("deux signes", lambda text: len(text) == 2)
ANOMALY_CODE = SimpleType("trois chiffres", _digits(3))
ENVELOPE_ANOMALY_CODE = SimpleType(
    "1, 2, 3, 4, 5 ou 100", lambda text: bool(re.fullmatch(r"\+?0*([1-5]|100)", collapsed(text)))
)
