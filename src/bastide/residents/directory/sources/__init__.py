"""From any file of places to lines: what it is, is found in what it holds, never in its name.

with open_delivery(path) as delivery:
    for line in delivery.lines(): ...
"""

from .detect import FORMATS, open_delivery
from .kinds import likely_kind
from .lines import Delivery, Line, Note, UnreadableSource
from .mapping import TARGETS, ColumnMapping, guessed
from .table import unknown_words

__all__ = [
    "FORMATS",
    "TARGETS",
    "ColumnMapping",
    "Delivery",
    "Line",
    "Note",
    "UnreadableSource",
    "guessed",
    "likely_kind",
    "open_delivery",
    "unknown_words",
]
