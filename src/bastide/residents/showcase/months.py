"""Months of season, as people write them: "avril à juin", "oct.-mars", "toute l’année", "mai et septembre"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMES = (
    gettext_lazy("janvier"),
    gettext_lazy("février"),
    gettext_lazy("mars"),
    gettext_lazy("avril"),
    gettext_lazy("mai"),
    gettext_lazy("juin"),
    gettext_lazy("juillet"),
    gettext_lazy("août"),
    gettext_lazy("septembre"),
    gettext_lazy("octobre"),
    gettext_lazy("novembre"),
    gettext_lazy("décembre"),
)
#: What is read, without accents; three letters name a month, four where three do not.
_READ = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
ALL_YEAR = (1 << 12) - 1


class NotMonths(ValueError):
    """Words that name no months."""


def read_months(text: str) -> int:
    """A number of which bit 0 is January; a range may pass the end of the year. Raises NotMonths."""
    dashed = re.sub("[\u2010-\u2015]", "-", text.lower())
    plain = unicodedata.normalize("NFKD", dashed.replace("’", " ")).encode("ascii", "ignore").decode()
    plain = re.sub(r"[.']", " ", plain).strip()
    if not plain:
        raise NotMonths(text)
    if re.fullmatch(r"(tout(e)? )?(l )?(an(nee)?|12 mois|toute l annee)", plain) or "toute l" in plain:
        return ALL_YEAR
    found = 0
    for part in re.split(r"(?:\s*(?:,|;|\bet\b|\bpuis\b)\s*)+", plain):
        words = re.sub(r"\b(de|d|du|mois|fin|debut|mi|jusqu)\b", " ", part)
        ends = re.split(r"\ba\b|\bau\b|-|/|>", words)
        numbers = [_month(end) for end in ends]
        if len(numbers) not in (1, 2):
            raise NotMonths(part)
        found |= _between(numbers[0], numbers[-1])
    return found


def _month(word: str) -> int:
    word = word.strip()
    if word.isdecimal() and 1 <= int(word) <= 12:
        return int(word) - 1
    named = [
        number
        for number, start in enumerate(_READ)
        if word.startswith(start) or (len(word) == 3 and start.startswith(word))
    ]
    if len(named) != 1:
        raise NotMonths(word)
    return named[0]


def _between(first: int, last: int) -> int:
    months, number = 1 << first, first
    while number != last:
        number = (number + 1) % 12
        months |= 1 << number
    return months


def numbers_of(months: int) -> list[int]:
    """From 1 to 12."""
    return [number + 1 for number in range(12) if months >> number & 1]


def months_in_words(months: int) -> str:
    """ "avril à juin et septembre"; a season that passes the end of the year is one range."""
    if months == ALL_YEAR:
        return _("toute l’année")
    runs = list(_runs(months))
    said = []
    for first, last in runs:
        if first == last:
            said.append(str(NAMES[first]))
        else:
            joined = _("%(first)s et %(last)s") if (first + 1) % 12 == last else _("%(first)s à %(last)s")
            said.append(joined % {"first": NAMES[first], "last": NAMES[last]})
    if len(said) < 2:
        return "".join(said)
    return _("%(some)s, et %(last)s") % {"some": ", ".join(said[:-1]), "last": said[-1]}


def _runs(months: int) -> Iterable[tuple[int, int]]:
    starts = [number for number in range(12) if months >> number & 1 and not months >> (number - 1) % 12 & 1]
    for start in starts:
        end = start
        while months >> (end + 1) % 12 & 1:
            end = (end + 1) % 12
        yield start, end
