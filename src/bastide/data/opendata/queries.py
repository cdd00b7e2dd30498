"""What other apps ask of open data: read a table whatever its make, and say whether it keeps its schema."""

from __future__ import annotations

from pathlib import Path

from .schemas import EQUIPEMENTS, MEDIATION_NUMERIQUE, SCHEMAS
from .schemas import equipements as equipements_words
from .schemas import mediation_numerique as mednum_words
from .tables.checks import is_in_france
from .tables.encodings import encoding_of, text_arguments, written_once
from .tables.reading import Table, UnreadableTable, open_table
from .tables.schema import Check, Field, NotASchema, TableSchema
from .tables.validate import Fault, Report, validate

__all__ = [
    "EQUIPEMENTS",
    "MEDIATION_NUMERIQUE",
    "SCHEMAS",
    "Check",
    "Fault",
    "Field",
    "NotASchema",
    "Report",
    "Table",
    "TableSchema",
    "UnreadableTable",
    "encoding_of",
    "equipements_words",
    "is_in_france",
    "mednum_words",
    "open_table",
    "text_arguments",
    "validate",
    "validate_file",
    "written_once",
]


def validate_file(schema: TableSchema, path: Path) -> Report:
    """Raises UnreadableTable."""
    table = open_table(path)
    return validate(schema, table.columns, table.rows())
