"""Everything a load needs from the reference, read and checked before the first write."""

from __future__ import annotations

import gc
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext as _

from .. import places
from ..hours import WeeklyHours
from ..models import Commune, Epci, Mandate
from ..names import ARTICLES
from . import people
from .package import NULL, Package, ReferenceUnreadable
from .perimeter import Level, Perimeter

#: Part of every hash: raise it when the same files must give other values.
MAPPING = "2"

COMMUNE_COLUMNS = (
    "id",
    "code",
    "type",
    "nom",
    "type_nom",
    "population_municipale",
    "population_cap",
    "departement_id",
    "commune_parent_id",
    "epci_id",
    "geometry",
    "mairie_adresse",
    "mairie_localisation",
    "mairie_horaires",
    "mairie_email",
    "mairie_telephone",
    "mairie_site",
)

# Birth date, profession and nationality are not even read; the sex serves to say the title, and is dropped.
ELECTED_COLUMNS = (
    "id",
    "commune_id",
    "nom",
    "prenom",
    "sexe",
    "date_debut_mandat",
    "fonction",
    "ordre_fonction",
    "date_debut_fonction",
    "fonction_epci",
    "date_debut_mandat_epci",
    "date_debut_fonction_epci",
)

FUNCTIONS = {
    "": Mandate.Function.COUNCILLOR,
    "MAI": Mandate.Function.MAYOR,
    "ADJ": Mandate.Function.DEPUTY_MAYOR,
    "MDA": Mandate.Function.DELEGATE_MAYOR,
    "PRE": Mandate.Function.PRESIDENT,
    "VPE": Mandate.Function.VICE_PRESIDENT,
}

RowT = TypeVar("RowT")

#: A natural key: ("COM", "24037").
Key = tuple[str, str]


def digest(*values: object) -> str:
    """A short fingerprint of values that have a stable repr."""
    return hashlib.blake2b(repr((MAPPING, *values)).encode(), digest_size=16).hexdigest()


class EpciRow(NamedTuple):
    siren: str
    kind: str
    name: str
    department_code: str
    population: int
    member_count: int

    @property
    def hash(self) -> str:
        return digest(*self[:3], *self[4:])


class OfficeRow(NamedTuple):
    address: str
    postcode: str
    city: str
    phone: str
    email: str
    website: str
    hours: dict[str, list[list[str]]] | None
    point: str

    @property
    def hash(self) -> str:
        return digest(*self)


class CommuneRow(NamedTuple):
    type: str
    insee_code: str
    bare_name: str
    name_kind: int
    department_code: str
    postcodes: list[str]
    siren: str
    parent: Key | None
    population: int | None
    population_counted_apart: int | None
    is_inside: bool
    geometry: str
    office: OfficeRow | None

    @property
    def key(self) -> Key:
        return (self.type, self.insee_code)

    @property
    def hash(self) -> str:
        return digest(*self[:10])

    @property
    def contour_hash(self) -> str:
        return digest(self.geometry) if self.geometry else ""


class ElectedRow(NamedTuple):
    reference_id: str
    first_name: str
    last_name: str
    function: str
    title: str
    rank: int
    started_on: str | None


@dataclass
class Content:
    """What the reference says of the perimeter and of all that was loaded before."""

    communes: list[CommuneRow] = field(default_factory=list)
    parts: list[CommuneRow] = field(default_factory=list)
    epcis: list[EpciRow] = field(default_factory=list)
    #: By the natural key of a commune, or ("EPCI", siren).
    elected: dict[Key, list[ElectedRow]] = field(default_factory=dict)
    #: Every (type, code) and every SIREN that the reference knows, to see what is gone.
    known_communes: set[Key] = field(default_factory=set)
    known_sirens: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    department_names: Counter[str] = field(default_factory=Counter)


def read(package: Package, perimeter: Perimeter, *, loaded: set[Key]) -> Content:
    """The perimeter's communes, their parts, EPCI and elected, and those of the communes `loaded` before.

    Raises UnknownCode for a code that the reference does not have, ReferenceUnreadable for a damaged file. Takes 5 s
    and 400 MiB for all of France.
    """
    # Half a million small tuples that no cycle holds: looking for cycles among them takes a fifth of the time.
    gc.disable()
    try:
        return _Reading(package, perimeter, loaded).content
    except (ValueError, KeyError) as error:
        raise ReferenceUnreadable(_("Les données se contredisent : %(error)s.") % {"error": error}) from error
    finally:
        gc.enable()


class _Reading:
    def __init__(self, package: Package, perimeter: Perimeter, loaded: set[Key]) -> None:
        self.package, self.perimeter, self.loaded = package, perimeter, loaded
        self.content = Content()
        self.departments = {
            row_id: (code, name) for row_id, code, name in package.rows("departements", "id", "code", "nom")
        }
        self.sirens: dict[str, tuple[str, str, str]] = {
            row_id: (siren, kind, name.replace("'", "’"))
            for row_id, siren, kind, name in package.rows("epci", "id", "code", "type", "nom")
        }
        self.postcodes = self._read_postcodes()
        self.keys: dict[str, Key] = {}
        self.epci_of: dict[str, str] = {}
        self._read_communes()
        self._read_elected()

    def _read_postcodes(self) -> dict[str, list[str]]:
        codes = {row_id: code for row_id, code in self.package.rows("codes_postaux", "id", "code")}  # noqa: C416
        found = defaultdict(list)
        for code_id, commune_id in self.package.rows("codes_postaux_communes", "codepostal_id", "commune_id"):
            found[commune_id].append(codes[code_id])
        return {commune_id: sorted(each) for commune_id, each in found.items()}

    def _read_communes(self) -> None:
        names: dict[str, str] = {}
        members: Counter[str] = Counter()
        populations: Counter[str] = Counter()
        in_department: dict[str, Counter[str]] = defaultdict(Counter)
        pending_parts: list[tuple[str, ...]] = []
        wanted: set[str] = set()
        for row in self.package.rows("communes", *COMMUNE_COLUMNS):
            row_id, code, kind, name = row[:4]
            self.keys[row_id] = (kind, code)
            if kind != Commune.Type.COMMUNE:
                pending_parts.append(row)
                continue
            names[code] = name
            department, department_name = self.departments.get(row[7], ("", ""))
            siren = self.sirens[row[9]][0] if row[9] != NULL else ""
            self.epci_of[row_id] = siren
            members[siren] += 1
            populations[siren] += _number(row[5]) or 0
            in_department[siren][department] += 1
            inside = self.perimeter.holds(insee_code=code, department_code=department, siren=siren)
            if inside or (kind, code) in self.loaded:
                wanted.add(row_id)
                self.content.department_names[department_name] += inside
                self.content.communes.append(self._commune(row, department, siren, None, inside))
        self._check_codes(names)
        departments = {commune.key: commune.department_code for commune in self.content.communes}
        for row in pending_parts:
            if row[8] in wanted:
                parent = self.keys[row[8]]
                self.content.parts.append(self._commune(row, departments[parent], "", parent, False))
        self.content.known_communes = set(self.keys.values())
        self.content.known_sirens = {siren for siren, _kind, _name in self.sirens.values()}
        needed = {commune.siren for commune in self.content.communes}
        for siren, kind, name in self.sirens.values():
            if siren in needed:
                if kind not in Epci.Kind.values:
                    raise ReferenceUnreadable(
                        _("L’intercommunalité %(siren)s est d’une nature inconnue : « %(kind)s ».")
                        % {"siren": siren, "kind": kind}
                    )
                [(department, _times)] = in_department[siren].most_common(1)
                self.content.epcis.append(EpciRow(siren, kind, name, department, populations[siren], members[siren]))

        # The largest first: a territory without a name takes its.
        self.content.epcis.sort(key=lambda epci: (-epci.population, epci.siren))

    def _check_codes(self, names: dict[str, str]) -> None:
        match self.perimeter.level:
            case Level.EPCI:
                self.perimeter.check({siren: name for siren, _kind, name in self.sirens.values()})
            case Level.DEPARTMENT:
                self.perimeter.check(dict(self.departments.values()))
            case Level.COMMUNE:
                self.perimeter.check(names)

    def _commune(
        self, row: tuple[str, ...], department: str, siren: str, parent: Key | None, is_inside: bool
    ) -> CommuneRow:
        row_id, code, kind, name, name_kind = row[:5]
        if not name_kind.isdigit() or int(name_kind) not in ARTICLES:
            raise ReferenceUnreadable(
                _("La commune %(code)s a un genre de nom inconnu : « %(kind)s ».") % {"code": code, "kind": name_kind}
            )
        return CommuneRow(
            type=kind,
            insee_code=code,
            bare_name=name.replace("'", "’"),
            name_kind=int(name_kind),
            department_code=department,
            postcodes=self.postcodes.get(row_id, []),
            siren=siren,
            parent=parent,
            population=_number(row[5]),
            population_counted_apart=_number(row[6]),
            is_inside=is_inside,
            geometry="" if row[10] == NULL else row[10],
            office=self._office(row, name) if parent is None else None,
        )

    def _office(self, row: tuple[str, ...], name: str) -> OfficeRow:
        text, point, hours, mail, number, site = ("" if cell == NULL else cell for cell in row[11:])
        try:
            week = WeeklyHours.from_reference(json.loads(hours or "[]"))
        except (ValueError, TypeError, IndexError, KeyError) as error:
            week = None
            self._problem(row, name, _("horaires illisibles (%(error)s)") % {"error": error})
        contacts = (places.phone(number), places.email(mail), places.website(site))
        for written, kept in zip((number, mail, site), contacts, strict=True):
            if written and not kept:
                self._problem(row, name, _("coordonnée inutilisable : « %(written)s »") % {"written": written})
        return OfficeRow(*places.address(text), *contacts, week.as_json() if week else None, point)

    def _problem(self, row: tuple[str, ...], name: str, what: str) -> None:
        self.content.problems.append(f"{row[1]} {name} : {what}")

    def _read_elected(self) -> None:
        content = self.content
        wanted_sirens = {epci.siren for epci in content.epcis}
        parts: dict[Key, list[CommuneRow]] = defaultdict(list)
        for part in content.parts:
            if part.parent:
                parts[part.parent].append(part)
        # A delegate mayor's part is not written in the register: it is known only when there is but one.
        only_part = {key: of_part(each[0]) for key, each in parts.items() if len(each) == 1}
        content.elected = {commune.key: [] for commune in content.communes}
        content.elected |= {("EPCI", epci.siren): [] for epci in content.epcis}
        for row in self.package.rows("elus_municipaux", *ELECTED_COLUMNS):
            key = self.keys.get(row[1])
            if key in content.elected:
                content.elected[key].append(_elected(row, row[6], row[7], only_part.get(key, ""), row[8], row[5]))
            if row[9] and self.epci_of.get(row[1]) in wanted_sirens:
                content.elected["EPCI", self.epci_of[row[1]]].append(_elected(row, row[9], NULL, "", row[11], row[10]))
        for each in content.elected.values():
            each.sort(key=lambda elected: (elected.rank, elected.last_name, elected.first_name, elected.reference_id))


def of_part(part: CommuneRow) -> str:
    """ "de Cadouin"."""
    return f"{ARTICLES[part.name_kind].of}{part.bare_name}"


def _elected(
    row: tuple[str, ...], function_code: str, order_text: str, part: str, function_start: str, mandate_start: str
) -> ElectedRow:
    start = function_start if function_start != NULL else mandate_start
    return ElectedRow(
        row[0],
        people.first_name(row[3]),
        people.last_name(row[2]),
        *_function(function_code, order_text, row[4] == "F", part),
        _day(start),
    )


@lru_cache(maxsize=10_000)
def _function(code: str, order_text: str, is_woman: bool, part: str) -> tuple[str, str, int]:
    """Function, title and rank."""
    if code not in FUNCTIONS:
        raise ReferenceUnreadable(_("Une fonction d’élu est inconnue : « %(code)s ».") % {"code": code})
    function, order = FUNCTIONS[code], _number(order_text)
    title = people.title(function, order=order, is_woman=is_woman, part=part)
    return function.value, title, people.rank(function, order=order)


@lru_cache(maxsize=10_000)
def _day(text: str) -> str | None:
    return None if text == NULL else date.fromisoformat(text).isoformat()


def _number(text: str) -> int | None:
    return None if text in (NULL, "") else int(text)


def in_batches(rows: Sequence[RowT], size: int) -> Iterator[Sequence[RowT]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
