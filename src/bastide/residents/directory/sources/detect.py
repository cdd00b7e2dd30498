"""Which of the known formats a file is of, and its lines."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.data.opendata.queries import Table, UnreadableTable, open_table

from ..models import PlaceSource
from . import annuaire_2017, annuaire_shared, annuaire_v4, data_inclusion, equipements, mednum, table
from .cleaning import kept, text_of
from .files import family_of, opened_text, unpacked
from .json_stream import JsonStream
from .lines import Delivery, Line, UnreadableSource
from .mapping import ColumnMapping, guessed

Kind = PlaceSource.Kind
#: Code → words, as reports say it.
FORMATS = {
    "annuaire-v4": gettext_lazy("annuaire de l’administration, export complet (v4)"),
    "annuaire-api": gettext_lazy("annuaire de l’administration, réponse de l’API (v2.1)"),
    "annuaire-2017": gettext_lazy("annuaire de l’administration, format de 2017"),
    "mednum": gettext_lazy("lieux de médiation numérique (standard national)"),
    "data-inclusion": gettext_lazy("data·inclusion (v1)"),
    "scdl-equipements": gettext_lazy("équipements collectifs publics (SCDL)"),
    "table": gettext_lazy("tableau"),
}
#: Records looked at to know what a file is.
_LOOKED_AT = 25
_SAMPLE = 200
#: An empty list is a list of nothing: allowed, and said.
_Maker = Callable[[int, Any], Line | None]


@contextmanager
def open_delivery(
    path: Path, mapping: ColumnMapping | None = None, *, is_to_be_named: bool = False
) -> Iterator[Delivery]:
    """What a file holds. `mapping` says what the columns of a table of its own are; without it they are guessed.

    Raises UnreadableSource for what holds no places; with `is_to_be_named` a table whose columns say nothing passes,
    for somebody to name them.
    """
    with unpacked(path) as content:
        delivery = _delivery(content, mapping)
        if delivery.problem is not None and not is_to_be_named:
            raise delivery.problem
        yield delivery


def _delivery(path: Path, mapping: ColumnMapping | None) -> Delivery:
    match family_of(path):
        case "json":
            return _of_json(path, mapping)
        case "xml":
            return _of_xml(path)
    return _of_table(path, mapping)


def _of_xml(path: Path) -> Delivery:
    first = list(itertools.islice(annuaire_2017.xml_items(path), 1))
    if not first or not annuaire_2017.recognises(first[0]):
        message = _("Ce fichier XML ne contient aucun organisme de l’annuaire de l’administration.")
        raise UnreadableSource("unknown", message)

    def lines() -> Iterator[Line]:
        return _made(annuaire_2017.xml_items(path), annuaire_2017.line_of)

    return _annuaire("annuaire-2017", lines)


def _annuaire(format_: str, lines: Callable[[], Iterator[Line]]) -> Delivery:
    return Delivery(
        format_, annuaire_shared.TITLE, Kind.ANNUAIRE, lines, annuaire_shared.PRODUCER, annuaire_shared.LICENCE
    )


def _of_json(path: Path, mapping: ColumnMapping | None) -> Delivery:
    def items() -> Iterator[Any]:
        with opened_text(path) as file:
            yield from JsonStream(file).items()

    sample = [each for each in _begun(itertools.islice(items(), _LOOKED_AT)) if isinstance(each, Mapping) and each]
    if not any(value != [] for each in sample for value in each.values()):
        raise UnreadableSource("no-places", _("Ce fichier JSON ne contient aucune fiche."))
    if _most(sample, annuaire_2017.recognises):
        return _annuaire("annuaire-2017", lambda: _made(items(), annuaire_2017.line_of))
    flat = [annuaire_v4._unwrapped(each) for each in sample]
    if _most(flat, annuaire_v4.recognises):
        format_ = "annuaire-api" if any(map(annuaire_v4.is_api, flat)) else "annuaire-v4"
        return _annuaire(format_, lambda: _made(items(), annuaire_v4.line_of))
    if _most(sample, lambda each: data_inclusion.recognises(each) or data_inclusion.is_service(each)):
        return _data_inclusion(lambda: _made(items(), _mappings_only(data_inclusion.line_of)))
    rows = [_flat(each) for each in sample]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if mapping is None and mednum.recognises(_names(columns)):
        return _mednum(lambda: _made(items(), _mappings_only(lambda number, row: mednum.line_of(number, _flat(row)))))
    if mapping is None and equipements.recognises(frozenset(columns)):
        return _equipements(
            lambda: _made(items(), _mappings_only(lambda number, row: equipements.line_of(number, _flat(row))))
        )
    return _own_columns(columns, mapping, lambda: ((number, _flat(each)) for number, each in enumerate(items(), 1)))


def _begun(items: Iterator[Any]) -> Iterator[Any]:
    """Up to where a file was cut, if something comes before: going through its lines will say so."""
    found = False
    try:
        for item in items:
            found = True
            yield item
    except UnreadableSource as refusal:
        if not (found and refusal.is_cut):
            raise


def _of_table(path: Path, mapping: ColumnMapping | None) -> Delivery:
    try:
        read = open_table(path)
    except UnreadableTable as refusal:
        raise UnreadableSource(refusal.code, str(refusal)) from refusal
    columns = _distinct(read.columns)
    names = _names(columns)
    delivery: Delivery
    if mapping is not None:
        delivery = _own_columns(columns, mapping, lambda: _dicts(read, columns))
    elif annuaire_v4.recognises(dict.fromkeys(names)):
        # The API's own CSV: each array is a text in its cell.
        delivery = _annuaire("annuaire-api", lambda: _numbered(_dicts(read, columns), annuaire_v4.line_of))
    elif equipements.recognises(frozenset(columns)):
        delivery = _equipements(lambda: _numbered(_dicts(read, columns), equipements.line_of))
    elif {"source", "id", "nom", "date_maj"} <= names and (names & {"reseaux_porteurs", "lien_source", "structure_id"}):
        delivery = _data_inclusion(lambda: _numbered(_dicts(read, columns), data_inclusion.line_of))
    elif mednum.recognises(names):
        delivery = _mednum(lambda: _numbered(_dicts(read, columns), mednum.line_of))
    else:
        delivery = _own_columns(columns, None, lambda: _dicts(read, columns))
    delivery.remarks = list(read.remarks)
    delivery.columns = columns
    return delivery


def _mednum(lines: Callable[[], Iterator[Line]]) -> Delivery:
    return Delivery("mednum", mednum.TITLE, Kind.MEDNUM, lines, "", mednum.LICENCE)


def _equipements(lines: Callable[[], Iterator[Line]]) -> Delivery:
    return Delivery("scdl-equipements", equipements.TITLE, Kind.SCDL, lines, "", equipements.LICENCE)


def _data_inclusion(lines: Callable[[], Iterator[Line]]) -> Delivery:
    return Delivery("data-inclusion", data_inclusion.TITLE, Kind.MEDNUM, lines, "GIP Inclusion", data_inclusion.LICENCE)


def _own_columns(
    columns: list[str], mapping: ColumnMapping | None, rows: Callable[[], Iterable[tuple[int, Mapping[str, Any]]]]
) -> Delivery:
    used = mapping or guessed(columns, [row for _number, row in _begun(itertools.islice(iter(rows()), _SAMPLE))])
    if missing := used.missing(columns):
        names = ", ".join(f"« {name} »" for name in missing[:8])
        message = _("Ces colonnes, que la correspondance nomme, ne sont pas dans le fichier : %s.")
        raise UnreadableSource("missing-columns", message % names)
    if not columns:
        raise UnreadableSource("no-places", _("Ce fichier ne contient aucune fiche de lieu."))
    problem = None
    if not used.fields.get("name"):
        titles = ", ".join(map(text_of, columns[:12]))
        message = _("Aucune colonne n’a l’air d’être le nom des lieux. Colonnes du fichier : %s.")
        problem = UnreadableSource("no-name-column", message % titles)
    elif mapping is None and not set(used.fields) & _SAY_WHERE:
        message = _("Ce fichier ne contient pas de lieux : aucune colonne ne dit une adresse, une commune ou un point.")
        problem = UnreadableSource("not-places", message)

    def lines() -> Iterator[Line]:
        return _numbered(rows(), lambda number, row: table.line_of(number, row, used))

    made = Delivery("table", table.TITLE, Kind.TABLE, lines)
    made.columns, made.mapping, made.problem, made.rows = columns, used, problem, rows
    return made


_SAY_WHERE = frozenset({"address", "full_address", "city", "postcode", "insee_code", "lat", "point"})


def _names(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in columns)


def _most(sample: list[Any], recognises: Callable[[Any], bool]) -> bool:
    return sum(map(bool, map(recognises, sample))) * 2 > len(sample)


def _made(items: Iterator[Any], make: _Maker) -> Iterator[Line]:
    return _numbered(enumerate(items, start=1), make)


def _numbered(rows: Iterable[tuple[int, Any]], make: _Maker) -> Iterator[Line]:
    """Each line made; a record that no reader foresaw is refused alone, and a damaged file is one."""
    rows = iter(rows)
    while True:
        try:
            number, row = next(rows)
        except StopIteration:
            return
        except UnreadableTable as refusal:
            raise UnreadableSource(refusal.code, str(refusal), is_cut=True) from refusal
        try:
            line = make(number, row)
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError, OverflowError):
            line = Line(number)
            line.refuse("unreadable", _("Cette fiche a une forme inattendue : elle n’a pas pu être lue."))
        if line is not None:
            yield line


def _mappings_only(make: Callable[[int, Mapping[str, Any]], Line]) -> _Maker:
    def made(number: int, item: Any) -> Line:
        if isinstance(item, Mapping):
            return make(number, item)
        line = Line(number)
        line.refuse("not-a-record", _("Ce n’est pas une fiche : un objet était attendu."))
        return line

    return made


def _distinct(titles: list[str]) -> list[str]:
    """Titles with the second "Téléphone" told from the first: neither hides the other."""
    counts: Counter[str] = Counter()
    found = []
    for title in titles:
        counts[title] += 1
        found.append(title if counts[title] == 1 else f"{title} ({counts[title]})")
    return found


def _dicts(read: Table, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for line, cells in read.rows():
        yield line, dict(zip(columns, cells, strict=False))


def _pair(told: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Longitude and latitude of `{"lon": …, "lat": …}`, as open data portals write a point, or of a GeoJSON point."""
    if told.get("type") == "Point" and isinstance(told.get("coordinates"), list) and len(told["coordinates"]) >= 2:
        return told["coordinates"][0], told["coordinates"][1]
    for lon, lat in (("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("x", "y")):
        if len(told) <= 4 and told.get(lon) not in (None, "") and told.get(lat) not in (None, ""):
            return told[lon], told[lat]
    return None


def _middle(coordinates: Any) -> tuple[Any, Any] | None:
    """A point as it is; of a line or a building the middle of what it spans."""
    if not isinstance(coordinates, list) or not coordinates:
        return None
    if not isinstance(coordinates[0], list):
        return (coordinates[0], coordinates[1]) if len(coordinates) >= 2 else None
    points = list(filter(None, map(_middle, coordinates[:5000])))
    try:
        xs, ys = [float(x) for x, _y in points], [float(y) for _x, y in points]
    except (TypeError, ValueError):
        return None
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2) if xs else None


def _flat(item: Any) -> dict[str, Any]:
    """A GeoJSON feature or an object with objects in it, as one row; a point becomes "geometry"."""
    if not isinstance(item, Mapping):
        return {}
    if isinstance(item.get("properties"), Mapping):
        told = _flat(item["properties"])
        geometry = item.get("geometry")
        if isinstance(geometry, Mapping) and "geometry" not in told and (pair := _middle(geometry.get("coordinates"))):
            told["geometry"] = f"POINT({pair[0]} {pair[1]})"
        return told
    row: dict[str, Any] = {}
    for name, value in ((kept(str(name)), value) for name, value in item.items()):
        if isinstance(value, Mapping) and (pair := _pair(value)):
            row[name] = f"POINT({pair[0]} {pair[1]})"
        elif isinstance(value, Mapping):
            for inner, each in value.items():
                if not isinstance(each, Mapping | list):
                    row[kept(f"{name}.{inner}")] = each
        elif isinstance(value, list):
            row[name] = "|".join(str(each) for each in value if not isinstance(each, Mapping | list))
        else:
            row[name] = value
    return row
