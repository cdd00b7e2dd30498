"""Files about networks, read permissively: Arcep's mobile sites, its points to cover, fixed coverage by commune."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from bastide.data.opendata.queries import is_in_france
from bastide.kit.ui.language import in_french

from .models import NetworkFile

#: Codes of operators in Arcep's files. Source: Arcep, Mon réseau mobile (read 2026-11).
OPERATORS = {"20801": "Orange", "20810": "SFR", "20815": "Free Mobile", "20820": "Bouygues Telecom"}
_GENERATIONS = {"site_2g": "2G", "site_3g": "3G", "site_4g": "4G", "site_5g": "5G"}
#: Columns of Arcep's commune.csv: premises that each technology reaches, out of `nbr`.
_REACHED = {
    "elig_ftth": "Fibre",
    "elig_coax": "Câble",
    "elig_cu_8": "ADSL ou VDSL (8 Mbit/s et plus)",
    "elig_cu_30": "VDSL (30 Mbit/s et plus)",
    "elig_4gf": "4G fixe",
    "elig_thdr": "Très haut débit radio",
    "elig_sat": "Satellite",
}
#: So many problems are told; more are counted.
MOST_TOLD = 50
LONGEST_LINE = 20_000


class UnknownFile(Exception):
    """The header is none of those we know; the message is for a person."""


@dataclass
class NetworkRows:
    """What a file says of our communes."""

    kind: str
    sites: list[dict[str, Any]] = field(default_factory=list)
    coverages: list[dict[str, Any]] = field(default_factory=list)
    as_of: date | None = None
    read_count: int = 0
    problems: list[str] = field(default_factory=list)
    problem_count: int = 0
    #: What fixed coverage was told already: commune and technology.
    told: set[tuple[str, str]] = field(default_factory=set)

    def complain(self, number: int, words: object) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(_("Ligne %(number)s : %(words)s") % {"number": number, "words": words})


@in_french
def read(stream: IO[bytes], communes: Iterable[str]) -> NetworkRows:
    """Rows of these communes (INSEE codes), line by line: a national file needs no memory. Raises UnknownFile."""
    ours = set(communes)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        return _read(text, ours)
    finally:
        # The file is the caller's to close.
        text.detach()


def _read(text: io.TextIOWrapper, ours: set[str]) -> NetworkRows:
    head = text.readline(LONGEST_LINE)
    if not head.strip() or "\x00" in head:
        raise UnknownFile(_("Ce fichier est vide, ou n’est pas un tableau CSV."))
    separator = max(";,\t|", key=head.count)
    names = [name.strip().strip('"').lower() for name in next(csv.reader([head], delimiter=separator))]
    kind = _kind_of(set(names))
    found = NetworkRows(kind)
    rows = csv.reader((line.replace("\x00", "") for line in text), delimiter=separator)
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            found.complain(number, _("illisible (%(error)s)") % {"error": error})
            continue
        if not any(cell.strip() for cell in cells):
            continue
        found.read_count += 1
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        _take(found, number, row, ours)
    return found


def _kind_of(names: set[str]) -> str:
    if {"code_op", "insee_com"} <= names or {"nom_op", "insee_com"} <= names:
        return str(NetworkFile.Kind.MOBILE)
    if "code_insee" in names and names & set(OPERATORS):
        return str(NetworkFile.Kind.PLANNED)
    if {"code_insee", "nbr"} <= names or {"commune", "technologie", "part"} <= names:
        return str(NetworkFile.Kind.FIXED)
    raise UnknownFile(
        _("Les titres des colonnes ne sont ni ceux des sites mobiles de l’Arcep, ni ceux d’une couverture fixe.")
    )


def _take(found: NetworkRows, number: int, row: Mapping[str, str], ours: set[str]) -> None:
    code = _insee(row.get("insee_com") or row.get("code_insee") or row.get("commune") or "")
    if code not in ours:
        return
    if found.kind == NetworkFile.Kind.MOBILE:
        _take_site(found, number, row, code)
    elif found.kind == NetworkFile.Kind.PLANNED:
        _take_planned(found, row, code)
    else:
        _take_fixed(found, number, row, code)


def _take_site(found: NetworkRows, number: int, row: Mapping[str, str], code: str) -> None:
    operator = OPERATORS.get(row.get("code_op", "")) or row.get("nom_op", "")
    if not operator:
        found.complain(number, _("l’opérateur n’est pas dit"))
        return
    lon, lat = _point(row)
    if lon is None and (row.get("latitude") or row.get("longitude")):
        found.complain(number, _("ces coordonnées ne sont pas en France : le site est gardé sans elles"))
    found.sites.append(
        {
            "insee_code": code,
            "operator": operator[:60],
            "number": (row.get("num_site") or row.get("id_station_anfr") or "")[:40],
            "lon": lon,
            "lat": lat,
            "technologies": [words for name, words in _GENERATIONS.items() if _is_true(row.get(name, ""))],
        }
    )


def _take_planned(found: NetworkRows, row: Mapping[str, str], code: str) -> None:
    found.as_of = max(filter(None, [found.as_of, _day(row.get("date_publication_arrete", ""))]), default=None)
    for column, operator in OPERATORS.items():
        if _is_true(row.get(column, "")):
            number = (row.get("id_point") or "")[:40]
            found.sites.append(
                {"insee_code": code, "operator": operator, "number": number, "lon": None, "lat": None,
                 "technologies": ["4G"]}
            )  # fmt: skip


def _take_fixed(found: NetworkRows, number: int, row: Mapping[str, str], code: str) -> None:
    found.as_of = max(filter(None, [found.as_of, _day(row.get("date", ""))]), default=None)
    for technology, share in _shares(row):
        if share is None or not 0 <= share <= 100:
            found.complain(number, _("la part de « %(name)s » n’est pas entre 0 et 100") % {"name": technology})
            continue
        if (code, technology) in found.told:
            found.complain(number, _("« %(name)s » est dit deux fois pour cette commune") % {"name": technology})
            continue
        found.told.add((code, technology))
        found.coverages.append({"insee_code": code, "technology": technology[:60], "share": round(share, 1)})


def _shares(row: Mapping[str, str]) -> Iterator[tuple[str, float | None]]:
    if "technologie" in row:
        yield row["technologie"] or "?", _number(row.get("part", "").removesuffix("%"))
        return
    total = _number(row.get("nbr", ""))
    for column, technology in _REACHED.items():
        reached = _number(row.get(column, ""))
        if reached is not None and total:
            yield technology, 100 * reached / total


def _point(row: Mapping[str, str]) -> tuple[float | None, float | None]:
    lon, lat = _number(row.get("longitude", "")), _number(row.get("latitude", ""))
    if lon is None or lat is None or not is_in_france(lon, lat):
        return None, None
    return round(lon, 6), round(lat, 6)


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace("\xa0", "").replace("\u202f", "").replace(",", "."))
    except ValueError:
        return None
    return value if value == value and abs(value) < 1e12 else None


def _is_true(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "vrai", "oui", "1.0")


def _insee(text: str) -> str:
    bare = text.strip().upper()
    return bare.zfill(5) if bare.isdigit() and len(bare) == 4 else bare


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
