"""Bodies, places and people of the territory, one module per noun."""

from ..scope import OwnedQuerySet, Role
from .commune import Commune, CommuneContour, Epci, FormerName
from .load import Load
from .mandate import Mandate
from .office import Correction, ExceptionalClosure, Office
from .organisation import Organisation
from .portal_settings import PortalSettings
from .source import Source
from .territory import Territory

__all__ = [
    "Commune",
    "CommuneContour",
    "Correction",
    "Epci",
    "ExceptionalClosure",
    "FormerName",
    "Load",
    "Mandate",
    "Office",
    "Organisation",
    "OwnedQuerySet",
    "PortalSettings",
    "Role",
    "Source",
    "Territory",
]
