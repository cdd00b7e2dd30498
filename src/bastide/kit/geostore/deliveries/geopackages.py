"""A GeoPackage is a database, and so may hold programs: it is looked at, read-only, before GDAL opens it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from .answers import DeliveryRefused
from .archives import printable
from .datasets import SQLITE

#: Views of the standard's annex on SQL/MM, which show the list of layers and nothing else.
_STANDARD_VIEWS = frozenset({"st_spatial_ref_sys", "spatial_ref_sys", "st_geometry_columns", "geometry_columns"})
_NAME = r"""(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|\w+)"""
#: What the triggers of the standard (R-tree index, checks of its own tables) and of GDAL (count of rows) may do.
_ALLOWED = re.compile(
    rf"""
    INSERT\ (?:OR\ REPLACE\ )?INTO\ ["']?rtree_.+?\ VALUES\ ?\(.*\)
    | UPDATE\ (?:OR\ REPLACE\ )?["']?rtree_.+?\ SET\ .*
    | DELETE\ FROM\ ["']?rtree_.+?\ WHERE\ .*
    | UPDATE\ ["']?gpkg_(?:ogr_)?contents["']?\ SET\ .*
    | SELECT\ RAISE\ ?\(\ ?(?:ABORT|FAIL|ROLLBACK)\ ?,\ ?{_NAME}\ ?\)(?:\ WHERE\ .*)?
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CALLS = frozenset(
    {
        "st_minx",
        "st_maxx",
        "st_miny",
        "st_maxy",
        "st_isempty",
        "lower",
        "raise",
        "values",
        "in",
        "not",
        "and",
        "or",
        "when",
    }
    | {"where", "exists", "select", "count", "typeof", "abs", "round", "length", "strftime", "datetime"}
)


def check(path: Path) -> None:
    """Raises DeliveryRefused for a file that is not a GeoPackage, is cut short, or holds a program."""
    name = printable(path.name)
    if not _starts_as_database(path):
        raise DeliveryRefused("not-geopackage", f"« {name} » n’est pas un GeoPackage.")
    for suffix in ("-wal", "-journal"):
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_size:
            raise DeliveryRefused(
                "gpkg-open",
                f"« {name} » était encore ouvert : « {printable(beside.name)} » contient des changements non "
                "enregistrés. "
                "Fermez-le dans QGIS, puis livrez le seul fichier .gpkg.",
            )
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as database:
            _check_whole(database, path)
            _check_kind(database, name)
            _check_programs(database, name)
    except sqlite3.DatabaseError as error:
        raise _cut(name) from error


def _starts_as_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE


def _cut(name: str) -> DeliveryRefused:
    return DeliveryRefused("truncated", f"« {name} » est incomplet ou abîmé. Exportez-le et déposez-le de nouveau.")


def _check_whole(database: sqlite3.Connection, path: Path) -> None:
    pages, size = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    with path.open("rb") as file:
        announced = int.from_bytes(file.read(32)[28:32], "big")
    if path.stat().st_size < max(pages, announced) * size:
        raise _cut(path.name)
    if (answer := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok" and "malformed" in str(answer):
        raise _cut(path.name)


def _check_kind(database: sqlite3.Connection, name: str) -> None:
    tables = {row[0].lower() for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"gpkg_contents", "gpkg_spatial_ref_sys"} <= tables:
        raise DeliveryRefused(
            "not-geopackage",
            f"« {name} » est une base SQLite, mais pas un GeoPackage. Exportez la couche en GeoPackage.",
        )


def _check_programs(database: sqlite3.Connection, name: str) -> None:
    remedy = "Exportez les couches dans un GeoPackage neuf (dans QGIS : « Enregistrer les entités sous… »)."
    for kind, item, sql in database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        if kind == "trigger" and not is_standard_trigger(sql):
            raise DeliveryRefused(
                "gpkg-program",
                f"« {name} » contient un déclencheur, « {printable(item)} » : il n’est pas ouvert. {remedy}",
            )
        if kind == "view" and item.lower() not in _STANDARD_VIEWS:
            raise DeliveryRefused(
                "gpkg-program", f"« {name} » contient une vue, « {printable(item)} » : il n’est pas ouvert. {remedy}"
            )
        virtual = re.match(
            r"\s*CREATE\s+VIRTUAL\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?.+?\s+USING\s+(\w+)", sql, re.I | re.S
        )
        if virtual and virtual[1].lower() != "rtree":
            raise DeliveryRefused(
                "gpkg-program",
                f"« {name} » contient une table calculée, « {printable(item)} » : il n’est pas ouvert. {remedy}",
            )


def is_standard_trigger(sql: str) -> bool:
    """Whether a trigger only keeps the index, the count or the rules of the standard, as every GeoPackage's do."""
    if "--" in sql or "/*" in sql:
        return False
    flat = " ".join(sql.split())
    parts = re.fullmatch(r"CREATE TRIGGER .*? BEGIN (?P<body>.*?);? ?END", flat, re.IGNORECASE | re.DOTALL)
    if not parts:
        return False
    bare = re.sub(_NAME[: -len(r"|\w+)")] + ")", "x", flat)
    calls = {call.lower() for call in re.findall(r"(\w+) ?\(", bare)}
    if not calls <= _CALLS | {"x"}:
        return False
    # A quote may hold a semicolon: cut the text between statements only.
    statements = re.findall(r"""(?:"[^"]*"|'[^']*'|[^;"'])+""", parts["body"])
    return all(_ALLOWED.fullmatch(statement.strip()) for statement in statements if statement.strip())
