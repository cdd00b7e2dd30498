"""What a file really holds, whatever its name says: looked at before anything of it is kept."""

from .base import Checked, Kind, Refused
from .documents import inspect_document
from .pictures import holds_pixels_alone, inspect_picture

__all__ = ["Checked", "Kind", "Refused", "holds_pixels_alone", "inspect_document", "inspect_picture"]
