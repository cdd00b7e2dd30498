"""French public holidays, with those that only some départements keep."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Source: Code du travail, art. L3133-1 (read 2026-11, in its version of 17 September 2024).
FIXED = {
    (1, 1): _("jour de l’An"),
    (5, 1): _("fête du Travail"),
    (5, 8): _("victoire de 1945"),
    (7, 14): _("fête nationale"),
    (8, 15): _("Assomption"),
    (11, 1): _("Toussaint"),
    (11, 11): _("armistice de 1918"),
    (12, 25): _("Noël"),
}
AFTER_EASTER = {1: _("lundi de Pâques"), 39: _("Ascension"), 50: _("lundi de Pentecôte")}

# Source: Code du travail, art. L3134-13, Moselle and Alsace (read 2026-11 as quoted by others). Good Friday is
# kept only in communes with a Protestant church: a reason more to check the hours, so it is named everywhere there.
ALSACE_MOSELLE = {"57", "67", "68"}
# Source: Code du travail, art. L3422-2, and décret n° 83-1003 of 23 November 1983 as amended (read 2026-11 as quoted
# by others).
ABOLITION = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}


def public_holiday(day: date, department_code: str = "") -> str:
    """The name of the holiday that `day` is, or nothing."""
    if name := FIXED.get((day.month, day.day)):
        return str(name)
    distance = (day - easter(day.year)).days
    if name := AFTER_EASTER.get(distance):
        return str(name)
    if department_code in ALSACE_MOSELLE:
        if distance == -2:
            return gettext("Vendredi saint")
        if (day.month, day.day) == (12, 26):
            return gettext("Saint-Étienne")
    if ABOLITION.get(department_code) == (day.month, day.day):
        return gettext("abolition de l’esclavage")
    return ""


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar: the Sunday after the full moon of the church's tables."""
    golden = year % 19
    century = year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full_moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=full_moon - weekday)
