"""Acts, their exchanges with the préfecture, the register, the council's meetings, and the settings of each body."""

from .acte import Acte, ActeFile, Nature
from .alert import Alert
from .classification import ClassificationVersion, DocumentType, Matiere
from .exchange import Dispatch, Envelope, ExchangeFile, Frozen, InboundMessage, Step, Transaction
from .followup import Followup
from .register import RegisterEntry
from .seance import AgendaItem, Seance
from .settings import TransmissionSettings
from .software import SoftwareKey

__all__ = [
    "Acte",
    "ActeFile",
    "AgendaItem",
    "Alert",
    "ClassificationVersion",
    "Dispatch",
    "DocumentType",
    "Envelope",
    "ExchangeFile",
    "Followup",
    "Frozen",
    "InboundMessage",
    "Matiere",
    "Nature",
    "RegisterEntry",
    "Seance",
    "SoftwareKey",
    "Step",
    "Transaction",
    "TransmissionSettings",
]
