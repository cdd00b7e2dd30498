"""Where a place is: degrees or metres, commas or points, in order or swapped; longitude and latitude in WGS 84."""

from __future__ import annotations

import math
import re
from typing import Any

from django.utils.translation import gettext as _

from bastide.data.opendata.queries import is_in_france

from .cleaning import text_of
from .lines import Line

_A = 6378137.0
_E = math.sqrt(0.00669438002290)  # GRS 80
_DMS = re.compile(
    r"""([NSEWO])?\s*(\d{1,3})\s*°\s*(\d{1,2})\s*['’′]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|''))?\s*([NSEWO])?""", re.I
)
#: "44.85 N", "N44.85".
_SIDED = re.compile(r"(?:([NSEWO])\s*)?([-+]?\d+(?:[.,]\d+)?)\s*°?\s*([NSEWO])?", re.I)
_COORDINATES = re.compile(r'"coordinates"\s*:\s*\[\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)')
_POINT = re.compile(r"(?i)^(?:SRID=\d+;)?\s*(?:MULTI)?POINT\s*Z?M?")


def number_of(value: Any) -> float | None:
    """ "1 234,5", "-0.48", "44°51'12\\" N"; None for anything else."""
    text = text_of(value)
    if degrees := _DMS.fullmatch(text.strip()):
        size = int(degrees[2]) + int(degrees[3]) / 60 + float((degrees[4] or "0").replace(",", ".")) / 3600
        return -size if (degrees[1] or degrees[5] or "").upper() in ("S", "W", "O") else size
    if (sided := _SIDED.fullmatch(text.strip())) and (side := (sided[1] or sided[3] or "").upper()):
        size = float(sided[2].replace(",", "."))
        return -size if side in ("S", "W", "O") else size
    plain = re.sub(r"[\s\u202f'’°]", "", text).replace("−", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?", plain):
        return None
    found = float(plain)
    return found if math.isfinite(found) else None


def pair_of(text: Any) -> tuple[Any, Any]:
    """ "44.85, 0.48" or "[0.48, 44.85]" or "POINT(0.48 44.85)" or a GeoJSON point cut in two, in the order written."""
    bare = _POINT.sub("", text_of(text)).strip()
    if bare.startswith("{") and (found := _COORDINATES.search(bare)):
        return found[1], found[2]
    bare = bare.strip("()[]{}")
    parts = [part for part in re.split(r"\s*[;|/]\s*|\s*,\s+|\s+|(?<=\.\d),|(?<=\d),(?=-?\d+\.)", bare) if part]
    if len(parts) < 2:
        parts = bare.split(",")
    if len(parts) < 2:
        return bare, None
    return parts[0], parts[1]


def point_of(x: Any, y: Any, line: Line) -> tuple[float | None, float | None]:
    """Longitude and latitude of two numbers (east, north), in degrees or in French metres; else nothing, and why."""
    if not text_of(x) and not text_of(y):
        return None, None
    east, north = number_of(x), number_of(y)
    if east is None or north is None:
        message = _("Les coordonnées « %(x)s ; %(y)s » ne se lisent pas : le lieu n’est pas sur la carte.")
        line.remark("coordinates", message % {"x": text_of(x)[:30], "y": text_of(y)[:30]}, "lon")
        return None, None
    if east == 0 and north == 0:
        line.remark("coordinates", _("Les coordonnées valent zéro : elles n’ont pas été retenues."), "lon")
        return None, None
    if abs(east) <= 180 and abs(north) <= 180:
        return _degrees(east, north, line)
    for one, other in ((east, north), (north, east)):
        if (point := _from_metres(one, other)) and is_in_france(*point):
            if one is not east:
                message = _("Les coordonnées x et y étaient inversées : elles ont été remises dans l’ordre.")
                line.remark("coordinates-swapped", message, "lon")
            return round(point[0], 6), round(point[1], 6)
    message = _("Les coordonnées %(x)s ; %(y)s ne sont d’aucun système connu en France : elles n’ont pas été retenues.")
    line.remark("coordinates", message % {"x": east, "y": north}, "lon")
    return None, None


def _degrees(east: float, north: float, line: Line) -> tuple[float | None, float | None]:
    if is_in_france(east, north):
        return round(east, 6), round(north, 6)
    if is_in_france(north, east):
        message = _("Longitude et latitude étaient inversées : elles ont été remises dans l’ordre.")
        line.remark("coordinates-swapped", message, "lon")
        return round(north, 6), round(east, 6)
    message = _("Le point %(lat)s, %(lon)s est hors de France : ses coordonnées n’ont pas été retenues.")
    line.remark("outside-france", message % {"lat": north, "lon": east}, "lon")
    return None, None


def _from_metres(x: float, y: float) -> tuple[float, float] | None:
    """From Lambert-93 or one of the nine conformal conics (CC42 to CC50)."""
    if 0 < x < 1_400_000 and 5_900_000 < y < 7_300_000:
        return lambert(x, y, 46.5, 44.0, 49.0, 700_000, 6_600_000)
    if 1_100_000 < x < 2_300_000 and 1_000_000 < y < 9_500_000:
        zone = int(y // 1_000_000)
        if 1 <= zone <= 9:
            centre = 41.0 + zone
            return lambert(x, y, centre, centre - 0.75, centre + 0.75, 1_700_000, zone * 1_000_000 + 200_000)
    return None


def lambert(x: float, y: float, lat0: float, lat1: float, lat2: float, x0: float, y0: float) -> tuple[float, float]:
    """Inverse of the conformal conic with two parallels, on GRS 80, meridian 3° E. Source: IGN, NTG 71."""

    def m(lat: float) -> float:
        return math.cos(lat) / math.sqrt(1 - (_E * math.sin(lat)) ** 2)

    def t(lat: float) -> float:
        sine = _E * math.sin(lat)
        return math.tan(math.pi / 4 - lat / 2) / ((1 - sine) / (1 + sine)) ** (_E / 2)

    p0, p1, p2 = (math.radians(each) for each in (lat0, lat1, lat2))
    n = (math.log(m(p1)) - math.log(m(p2))) / (math.log(t(p1)) - math.log(t(p2)))
    f = m(p1) / (n * t(p1) ** n)
    rho0 = _A * f * t(p0) ** n
    dx, dy = x - x0, rho0 - (y - y0)
    rho = math.hypot(dx, dy)
    big_t = (rho / (_A * f)) ** (1 / n)
    lon = math.degrees(math.atan2(dx, dy) / n) + 3.0
    lat = math.pi / 2 - 2 * math.atan(big_t)
    for _turn in range(8):
        sine = _E * math.sin(lat)
        lat = math.pi / 2 - 2 * math.atan(big_t * ((1 - sine) / (1 + sine)) ** (_E / 2))
    return lon, math.degrees(lat)
