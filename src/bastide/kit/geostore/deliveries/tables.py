"""CSV files: their encoding, separator, places and types found by reading them, as French spreadsheets write them."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import shapely

from . import shapefiles, systems
from .answers import ROWS_NAMED, DeliveryRefused, Limits, Remark, some
from .archives import printable
from .drawn import text_encoding, wrong_encoding
from .raw import Raw, Spool, check_columns

DELIMITERS = ";,\t|"
_SAMPLE = 1 << 18
_BATCH = 5_000
#: The outline of a large commune in one cell.
_LONGEST_CELL = 1 << 26


@dataclass(frozen=True)
class Place:
    """The columns where a row says where it is. `kind`: "wkt", "geojson", "pair" (x, y) or "point" ("lat, lon")."""

    kind: str
    columns: tuple[int, ...]
    crs: str = ""


#: Names of columns, two by two, without accents, case and signs.
_PAIRS = (
    (
        "lon/lat long/lat longitude/latitude lng/lat longitude/lat lon/latitude geolon/geolat xwgs84/ywgs84 "
        "lonwgs84/latwgs84 "
        "longitudewgs84/latitudewgs84 wgs84lon/wgs84lat coordlon/coordlat x4326/y4326 xlong/ylat xlon/ylat",
        "EPSG:4326",
    ),
    (
        "xl93/yl93 xlambert93/ylambert93 lambert93x/lambert93y l93x/l93y x2154/y2154 xlamb93/ylamb93 "
        "coordxl93/coordyl93 "
        "xrgf93/yrgf93 coordxlambert93/coordylambert93",
        "EPSG:2154",
    ),
    ("x/y coordx/coordy xcoord/ycoord coordonneex/coordonneey coordonneesx/coordonneesy easting/northing est/nord", ""),
)
_POINTS = frozenset(
    {
        "geopoint2d",
        "geopoint",
        "latlon",
        "latlong",
        "coordonneesgeo",
        "coordonnees",
        "coordonneesgps",
        "geolocalisation",
    }
    | {"gps"}
)
_WKT = re.compile(r"\s*(?:SRID=(\d+);)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE)
_SRID = re.compile(r"^\s*SRID=\d+;", re.IGNORECASE)
_GEOJSON = re.compile(r'\s*\{.*"coordinates"', re.DOTALL)


def key(name: str) -> str:
    """A name without its accents, case and signs."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain.lower() if sign.isascii() and sign.isalnum())


def sniff_delimiter(sample: str) -> str:
    """The separator that cuts every row in as many cells, in the most cells; empty when no sign does."""
    best, best_score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if any(row)][:200]
        except csv.Error:
            continue
        # The last row of a sample may be cut.
        widths = [len(row) for row in (rows[:-1] if len(rows) > 2 else rows)]
        if not widths or widths[0] < 2:
            continue
        same = sum(width == widths[0] for width in widths) / len(widths)
        if (same, widths[0]) > best_score:
            best, best_score = delimiter, (same, widths[0])
    return best


def number(text: str) -> float | None:
    """A number as people write it: "1 234,5", "-0.48"; None for anything else."""
    plain = re.sub(r"[\s'’]", "", text).replace("−", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?", plain):
        return None
    return float(plain)


def find_place(header: list[str], sample: list[list[str]], crs: str | None) -> Place | None:
    """Where the places are: a drawn shape, else degrees, else metres; the pair of the system asked for before all."""
    keys = [key(name) for name in header]
    for column, _ in enumerate(header):
        cells = [row[column] for row in sample if row[column].strip()]
        if cells and all(_WKT.match(cell) for cell in cells):
            return Place("wkt", (column,), _srid(cells))
        if cells and all(_GEOJSON.match(cell) for cell in cells):
            return Place("geojson", (column,), "EPSG:4326")
    named = [(*pair.split("/"), code) for names, code in _PAIRS for pair in names.split()]
    pairs = [Place("pair", (keys.index(x), keys.index(y)), code) for x, y, code in named if x in keys and y in keys]
    pairs = [pair for pair in pairs if any(_number_pair(row, pair) for row in sample)] or pairs
    if crs:
        # "EPSG:2154" for a table that has both degrees and metres means the metres.
        fit = [pair for pair in pairs if pair.crs == crs] or [
            pair for pair in pairs if not pair.crs and crs != "EPSG:4326"
        ]
        pairs = fit or pairs
    if pairs:
        return pairs[0]
    for column, name in enumerate(keys):
        cells = [row[column] for row in sample if row[column].strip()]
        if name in _POINTS and cells and all(_point(cell) for cell in cells):
            return Place("point", (column,), "EPSG:4326")
    # A column made for shapes whose rows have none.
    empty = [column for column, name in enumerate(keys) if name in ("wkt", "geomwkt", "wktgeom", "geom", "thegeom")]
    return Place("wkt", (empty[0],)) if empty else None


def _number_pair(row: list[str], place: Place) -> bool:
    return all(number(row[column]) is not None for column in place.columns)


def _srid(cells: list[str]) -> str:
    found = {match[1] for cell in cells if (match := _WKT.match(cell))}
    return f"EPSG:{found.pop()}" if len(found) == 1 and None not in found else ""


def _point(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of "44.85, 0.48" (latitude first, as open-data portals write it)."""
    parts = re.split(r"\s*[,;]\s*|\s+", text.strip().strip("()[]"))
    values = [number(part) for part in parts]
    if len(values) != 2 or values[0] is None or values[1] is None:
        return None
    return values[1], values[0]


@dataclass
class _Table:
    path: Path
    encoding: str
    delimiter: str
    header: list[str]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the number of its line, but blank ones. Raises DeliveryRefused for a row of another width."""
        width = len(self.header)
        with self.path.open(encoding=self.encoding, newline="") as file:
            # Strict, or a quote that is never closed would swallow the rest of the file without a word.
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            try:
                next(line for line in reader if any(cell.strip() for cell in line))
                start = reader.line_num + 1
                for row in reader:
                    line, start = start, reader.line_num + 1
                    if not any(cell.strip() for cell in row):
                        continue
                    extra = row[width:]
                    if len(row) < width or any(cell.strip() for cell in extra):
                        raise DeliveryRefused(
                            "csv-width",
                            f"« {printable(self.path.name)} », ligne {line} : {len(row)} cellules au lieu de "
                            f"{width}. Un texte qui "
                            "contient le séparateur doit être entre guillemets.",
                        )
                    yield line, row[:width]
            except csv.Error as error:
                raise DeliveryRefused(
                    "csv-quotes",
                    f"« {printable(self.path.name)} », vers la ligne {reader.line_num} : un guillemet n’est pas fermé, "
                    "ou le fichier a été coupé. Un guillemet dans un texte s’écrit deux fois.",
                ) from error


def open_table(path: Path, asked: str | None, remarks: list[Remark]) -> _Table:
    csv.field_size_limit(_LONGEST_CELL)
    name = printable(path.name)
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DeliveryRefused("unreadable", f"« {name} » n’est pas un fichier CSV.")
    found = (shapefiles.code_page(asked) or asked) if asked else text_encoding(path)
    encoding = "utf-8-sig" if found == "UTF-8" else found
    try:
        codecs.lookup(encoding)
        with path.open(encoding=encoding, newline="") as file:
            sample = file.read(_SAMPLE)
            while file.read(1 << 20):
                pass
    except (UnicodeError, LookupError) as error:
        raise wrong_encoding(path, found) from error
    if not asked and found != "UTF-8":
        remarks.append(
            Remark(
                "encoding-guessed",
                f"Le fichier n’est pas en UTF-8 : lu en {found}. Vérifiez les accents d’une ligne.",
                field=path.name,
            )
        )
    delimiter = sniff_delimiter(sample)
    if not delimiter:
        raise DeliveryRefused(
            "csv-separator",
            f"« {name} » : aucun séparateur trouvé. Un fichier CSV sépare ses cellules par « ; », « , », une "
            "tabulation ou « | ».",
        )
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    header = next(row for row in rows if any(cell.strip() for cell in row))
    while header and not header[-1].strip():
        header.pop()
    return _Table(path, encoding, delimiter, header)


def load(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    workspace: Path,
    encoding: str | None,
    crs: str | None,
    limits: Limits,
    *,
    spatial: bool,
) -> Raw:
    """Fill the raw table with a CSV file: texts only, typed afterwards."""
    raw = Raw([], noun="ligne")
    table = open_table(path, encoding, raw.remarks)
    check_columns(table.header, limits)
    raw.names, raw.encoding = table.header, "UTF-8" if table.encoding == "utf-8-sig" else table.encoding
    sample = [row for _, row in itertools.islice(table.rows(), 500)]
    place = find_place(table.header, sample, crs)
    if place is None and spatial:
        raise DeliveryRefused(
            "no-geometry",
            f"« {printable(path.name)} » n’a pas de colonnes de position. Il en faut deux, « lon » et « lat » "
            "(ou « x » et « y »), "
            f"ou une colonne « WKT ». Colonnes trouvées : {', '.join(printable(name) for name in table.header[:40])}",
        )
    wrong = _Wrong()
    with Spool(connection, workspace / "rows.csv") as spool:
        rows = itertools.islice(table.rows(), limits.rows + 1)
        while batch := list(itertools.islice(rows, _BATCH)):
            for (line, row), shape in zip(batch, _shapes(batch, place, wrong), strict=True):
                spool.write(line, shape, row)
        spool.into("raw", ["VARCHAR"] * len(table.header))
    raw.remarks += wrong.remarks(table.header)
    if place is not None:
        _tell_system(raw, place, sample)
    return raw


class _Wrong:
    """Cells that should tell a place and do not."""

    def __init__(self) -> None:
        self.cells: dict[int, list[tuple[int, str]]] = {}
        self.counts: dict[int, int] = {}

    def add(self, column: int, line: int, cell: str) -> None:
        self.counts[column] = self.counts.get(column, 0) + 1
        cells = self.cells.setdefault(column, [])
        if len(cells) < ROWS_NAMED:
            cells.append((line, cell))

    def remarks(self, header: list[str]) -> Iterator[Remark]:
        for column, cells in self.cells.items():
            lines, shown = [line for line, _ in cells], printable(cells[0][1].strip()[:40])
            count = self.counts[column]
            what = f"Colonne « {printable(header[column])} » : « {shown} » n’est pas une position"
            yield Remark(
                "bad-place", f"{what} (ligne {some(lines, count)}). Ces lignes sont gardées, sans position.",
                count=count, rows=tuple(lines), field=header[column],
            )  # fmt: skip


def _shapes(batch: list[tuple[int, list[str]]], place: Place | None, wrong: _Wrong) -> list[bytes | None]:
    """The WKB of each row of a batch."""
    if place is None:
        return [None] * len(batch)
    with np.errstate(invalid="ignore"):
        if place.kind != "pair":
            return list(
                shapely.to_wkb(np.array([_shape(row[place.columns[0]], line, place, wrong) for line, row in batch]))
            )
        pairs = np.array([_pair(row, line, place, wrong) for line, row in batch], dtype=float)
        drawn = shapely.to_wkb(shapely.points(pairs))
    return [None if x != x else wkb for x, wkb in zip(pairs[:, 0], drawn, strict=True)]


_NOWHERE = (float("nan"), float("nan"))


def _pair(row: list[str], line: int, place: Place, wrong: _Wrong) -> tuple[float, float]:
    """The two numbers of a row; NaN when it tells no place."""
    first, second = (row[column] for column in place.columns)
    x, y = number(first), number(second)
    if x is not None and y is not None:
        return x, y
    if first.strip() or second.strip():
        bad = 0 if x is None else 1
        wrong.add(place.columns[bad], line, (first, second)[bad])
    return _NOWHERE


def _shape(cell: str, line: int, place: Place, wrong: _Wrong) -> Any:
    text = cell.strip()
    if not text:
        return None
    shape: Any = None
    if place.kind == "point":
        point = _point(text)
        shape = shapely.Point(point) if point else None
    elif place.kind == "wkt":
        shape = shapely.from_wkt(_SRID.sub("", text), on_invalid="ignore")
    else:
        shape = shapely.from_geojson(text, on_invalid="ignore")
    if shape is None:
        wrong.add(place.columns[0], line, cell)
    return shape


def _tell_system(raw: Raw, place: Place, sample: list[list[str]]) -> None:
    raw.crs = place.crs
    raw.crs_source = "columns" if place.crs else ""
    if place.crs or place.kind != "pair":
        return
    points = [[number(row[column]) for column in place.columns] for row in sample if _number_pair(row, place)]
    likely = [systems.guesses(x, y) for x, y in points if x is not None and y is not None]
    # Columns called x and y whose every value is that of a place in France by one usual system.
    for code in ("EPSG:4326", "EPSG:2154", *(f"EPSG:{3900 + zone}" for zone in range(42, 51))):
        if likely and all(code in found for found in likely):
            raw.crs, raw.crs_source = code, "values"
            names = " et ".join(f"« {printable(raw.names[column])} »" for column in place.columns)
            raw.remarks.append(
                Remark(
                    "crs-guessed",
                    f"Les colonnes {names} ne disent pas leur projection : leurs valeurs sont celles du "
                    f"{systems.system(code).name} ({code}). Vérifiez un point sur la carte.",
                )
            )
            return
