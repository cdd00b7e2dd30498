"""Reading what layers serve: objects by box, point, distance, value or key, tiles, and what a map needs to know."""

from ..problems import WrongFilter
from .features import (
    Feature,
    Filter,
    Page,
    at_point,
    count,
    feature_collection,
    in_box,
    item,
    matching,
    nearest,
)
from .layers import current_version, problems_of, tile, tilejson
from .versions import Difference, compare

__all__ = [
    "Difference",
    "Feature",
    "Filter",
    "Page",
    "WrongFilter",
    "at_point",
    "compare",
    "count",
    "current_version",
    "feature_collection",
    "in_box",
    "item",
    "matching",
    "nearest",
    "problems_of",
    "tile",
    "tilejson",
]
