"""The list of communes, by letter, each with what one looks for: postcode, EPCI, open or not."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from bastide.core.territory.models import Commune, Source, Territory
from bastide.kit.ui.typography import number

from . import queries
from .departments import Department, listed
from .forms import CommuneWishes
from .town_hall import TownHall, next_change

#: The initial of a name that begins with no letter.
OTHER = "#"


@dataclass(frozen=True)
class Line:
    commune: Commune
    hall: TownHall | None


@dataclass(frozen=True)
class Letter:
    """The communes whose name, without its article, begins with `letter`."""

    letter: str
    lines: list[Line]

    @property
    def anchor(self) -> str:
        return f"lettre-{self.letter.lower() if self.letter != OTHER else 'autres'}"


@dataclass(frozen=True)
class Listing:
    letters: list[Letter]
    number: int
    #: Instead of letters, when the whole would be too long a page.
    departments: list[Department]
    total: int
    sources: list[Source]
    expires_at: datetime

    @property
    def words(self) -> str:
        """How many were found."""
        return ngettext("%(number)s commune", "%(number)s communes", self.number) % {"number": number(self.number)}


def initial(name: str) -> str:
    """ "Église-Neuve" is under "E", "Œuf" under "O"."""
    first = unicodedata.normalize("NFKD", name.strip()[:1].replace("Œ", "O").replace("Æ", "A"))[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def commune_listing(territory: Territory | None, at: datetime, wishes: CommuneWishes) -> Listing:
    """Five queries. Without a wish, a territory beyond the map's limit is listed by département."""
    departments = queries.departments_of(territory)
    total = sum(number for _code, number in departments)
    if total > queries.MAP_LIMIT and wishes.epci is None and not wishes.department_code:
        return Listing([], 0, listed(departments), total, queries.sources("communes", "offices"), next_change(at, []))
    communes = queries.with_office(queries.communes_of(territory))
    if wishes.epci is not None:
        communes = communes.filter(epci=wishes.epci)
    if wishes.department_code:
        communes = communes.filter(department_code=wishes.department_code)
    lines = [Line(commune, _hall(commune, at)) for commune in communes]
    expires_at = next_change(at, (line.hall.state for line in lines if line.hall))
    if wishes.only_open:
        lines = [line for line in lines if line.hall and line.hall.state.is_open]
    letters: dict[str, list[Line]] = {}
    for line in lines:
        letters.setdefault(initial(line.commune.bare_name), []).append(line)
    shown = [Letter(letter, letters[letter]) for letter in sorted(letters)]
    return Listing(shown, len(lines), [], total, queries.sources("communes", "offices"), expires_at)


def _hall(commune: Commune, at: datetime) -> TownHall | None:
    office = queries.office_of(commune)
    return TownHall(office, at) if office else None
