"""Places and what is known about them, one module per noun; the kinds of places, for other apps."""

from ..categories import (
    CATEGORIES,
    FRANCE_SERVICES,
    GROUPS,
    PAPI,
    TOWN_HALL,
    WIFI,
    Category,
    Group,
    by_annuaire_type,
    codes_within,
    kinds_of,
    label_of,
)
from ..records import Contact, Record, Stop
from ..week import Period, SpecialPeriods
from .details import PapiDetails, WifiDetails
from .keeper import KeeperLink
from .network import FixedCoverage, MobileSite, NetworkFile, PracticalSheet
from .parts import PlaceChange, PlacePicture, RoundStop
from .place import FRESH_FOR, TRACKED, Place, ServedCommune
from .place_import import PlaceImport
from .proposal import Proposal
from .source import ExternalId, PlaceSource
from .state import DirectoryState

__all__ = [
    "CATEGORIES",
    "FRANCE_SERVICES",
    "FRESH_FOR",
    "GROUPS",
    "PAPI",
    "TOWN_HALL",
    "TRACKED",
    "WIFI",
    "Category",
    "Contact",
    "DirectoryState",
    "ExternalId",
    "FixedCoverage",
    "Group",
    "KeeperLink",
    "MobileSite",
    "NetworkFile",
    "PapiDetails",
    "Period",
    "Place",
    "PlaceChange",
    "PlaceImport",
    "PlacePicture",
    "PlaceSource",
    "PracticalSheet",
    "Proposal",
    "Record",
    "RoundStop",
    "ServedCommune",
    "SpecialPeriods",
    "Stop",
    "WifiDetails",
    "by_annuaire_type",
    "codes_within",
    "kinds_of",
    "label_of",
]
