"""Deliveries: the files that a producer hands over, read with suspicion and turned into one Parquet file.

For the geo store and the commands around it. SHP, GeoPackage, GeoJSON, CSV, KML, GPX, EDIGEO and DXF, in any French
coordinate system, alone, in a folder or in an archive. The work is done by a child process that has few drivers, no
network and strict limits; whatever is wrong is told in French, at the row and the field, and leaves nothing behind.
It guesses neither a coordinate system nor a layer when the delivery does not tell which.
"""

from .answers import DEFAULT_LIMITS, Column, DeliveryRefused, Limits, Reading, Remark
from .reader import WORKSPACE_PREFIX, read_delivery

__all__ = [
    "DEFAULT_LIMITS",
    "WORKSPACE_PREFIX",
    "Column",
    "DeliveryRefused",
    "Limits",
    "Reading",
    "Remark",
    "read_delivery",
]
