"""From a document's elements to a page's: nothing is lost, nothing is hidden, what is unknown is told.

`vocabulary` says which function writes which element; each module below writes one family of them."""

from . import asked, blocks, contacts, inline, menus, pictures, references, services, tables
from .page import Rendered, render
from .renderer import Links, Renderer

__all__ = [
    "Links",
    "Rendered",
    "Renderer",
    "asked",
    "blocks",
    "contacts",
    "inline",
    "menus",
    "pictures",
    "references",
    "render",
    "services",
    "tables",
]
