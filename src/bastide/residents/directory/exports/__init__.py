"""The directory for others: CSV, GeoJSON, vCard, SCDL équipements, médiation numérique, and the rows of the API.

Each format is a function from places to rows; `tests/test_exports.py` checks that each keeps its schema, and that what
was exported, imported again, changes nothing.
"""

from .formats import FORMATS, Format
from .places import Selection
from .plain import FIELDS, as_row, cell, key_of, place_of_key
from .scdl import lacking, place_of_uid, ready

__all__ = [
    "FIELDS",
    "FORMATS",
    "Format",
    "Selection",
    "as_row",
    "cell",
    "key_of",
    "lacking",
    "place_of_key",
    "place_of_uid",
    "ready",
]
