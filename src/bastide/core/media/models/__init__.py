"""Our own picture and document models: Wagtail cannot change them after the first migration."""

from ..licences import Licence
from .collection import OrganisationCollection
from .document import DocumentPage, DocumentReading, MediaDocument
from .picture import MediaImage, MediaRendition

__all__ = [
    "DocumentPage",
    "DocumentReading",
    "Licence",
    "MediaDocument",
    "MediaImage",
    "MediaRendition",
    "OrganisationCollection",
]
