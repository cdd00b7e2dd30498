"""Bodies, places and people of the territory, one module per noun; and the values of opening hours, for other apps."""

from ..hours import (
    DAY_NAMES,
    DAYS,
    SOON,
    Day,
    HoursError,
    Kind,
    OpenState,
    Span,
    WeeklyHours,
    clock,
    day_words,
    long_day,
    open_state,
    zone_of,
)
from ..scope import OwnedQuerySet, Role, require_pole
from .accessibility import AccessibilityStatement
from .commune import Commune, CommuneContour, Epci, FormerName
from .load import Load
from .mandate import Mandate
from .office import Correction, ExceptionalClosure, Office, office_label
from .organisation import Organisation
from .portal_settings import PortalSettings
from .source import Source
from .territory import Territory

__all__ = [
    "DAYS",
    "DAY_NAMES",
    "SOON",
    "AccessibilityStatement",
    "Commune",
    "CommuneContour",
    "Correction",
    "Day",
    "Epci",
    "ExceptionalClosure",
    "FormerName",
    "HoursError",
    "Kind",
    "Load",
    "Mandate",
    "Office",
    "OpenState",
    "Organisation",
    "OwnedQuerySet",
    "PortalSettings",
    "Role",
    "Source",
    "Span",
    "Territory",
    "WeeklyHours",
    "clock",
    "day_words",
    "long_day",
    "office_label",
    "open_state",
    "require_pole",
    "zone_of",
]
