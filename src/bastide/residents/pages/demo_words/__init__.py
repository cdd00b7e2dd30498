"""The words of the demonstration's pages."""

from .blocks import INVENTED, Block, PageWords
from .bodies import COMMUNE_DRAFT, COMMUNE_PAGES, OPPOSITION, REPORTAGES
from .sections import SECTIONS

__all__ = [
    "COMMUNE_DRAFT",
    "COMMUNE_PAGES",
    "INVENTED",
    "OPPOSITION",
    "REPORTAGES",
    "SECTIONS",
    "Block",
    "PageWords",
]
