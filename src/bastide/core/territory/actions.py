"""Every write of the territory."""

from .reference.load import load_reference

__all__ = ["load_reference"]
