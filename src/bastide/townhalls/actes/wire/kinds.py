"""The messages of ACTES: a transaction is a conversation (1 to 7), a message `t-s` one step of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a message asks of whoever reads it."""

    OUTGOING = "outgoing"
    ENVELOPE = "envelope"
    ACKNOWLEDGE = "acknowledge"
    REJECT_ACT = "reject_act"
    REJECT_ENVELOPE = "reject_envelope"
    OPEN_LETTER = "open_letter"
    OPEN_DEFERRAL = "open_deferral"
    CANCELLED = "cancelled"
    STORE_CLASSIFICATION = "store_classification"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Kind:
    """One message: its code ("" for envelopes), the name of its root element, what it asks."""

    code: str
    root: str
    action: Action

    @property
    def is_outgoing(self) -> bool:
        """Whether a town hall sends it, its envelope included."""
        return self.action == Action.OUTGOING or self.root == OUTER


#: The envelope of what a town hall sends, and of what the State sends.
OUTER, INNER = "EnveloppeCLMISILL", "EnveloppeMISILLCL"

KINDS = (
    Kind("1-1", "Acte", Action.OUTGOING),
    Kind("1-2", "ARActe", Action.ACKNOWLEDGE),
    Kind("1-3", "AnomalieActe", Action.REJECT_ACT),
    Kind("2-1", "CourrierSimple", Action.OPEN_LETTER),
    Kind("2-2", "ReponseCourrierSimple", Action.OUTGOING),
    Kind("3-1", "DemandePieceComplementaire", Action.OPEN_LETTER),
    Kind("3-2", "ARDemandePieceComplementaire", Action.OUTGOING),
    Kind("3-3", "RefusPieceComplementaire", Action.OUTGOING),
    Kind("3-4", "PieceComplementaire", Action.OUTGOING),
    Kind("3-5", "ARPieceComplementaire", Action.ACKNOWLEDGE),
    Kind("4-1", "LettreObservations", Action.OPEN_LETTER),
    Kind("4-2", "ARLettreObservations", Action.OUTGOING),
    Kind("4-3", "RejetLettreObservations", Action.OUTGOING),
    Kind("4-4", "ReponseLettreObservations", Action.OUTGOING),
    Kind("4-5", "ARReponseRejetLettreObservations", Action.ACKNOWLEDGE),
    Kind("5-1", "DefereTA", Action.OPEN_DEFERRAL),
    Kind("6-1", "Annulation", Action.OUTGOING),
    Kind("6-2", "ARAnnulation", Action.CANCELLED),
    Kind("7-1", "DemandeClassification", Action.OUTGOING),
    Kind("7-2", "RetourClassification", Action.STORE_CLASSIFICATION),
    Kind("7-3", "ReponseClassificationSansChangement", Action.ACKNOWLEDGE),
    Kind("", OUTER, Action.ENVELOPE),
    Kind("", INNER, Action.ENVELOPE),
    Kind("", "AnomalieEnveloppe", Action.REJECT_ENVELOPE),
)
BY_ROOT = {kind.root: kind for kind in KINDS}
BY_CODE = {kind.code: kind for kind in KINDS if kind.code}


@dataclass(frozen=True, slots=True)
class Nature:
    """What sort of act: its code in a message, its letters in a name, the usual type of its document."""

    code: int
    letters: str
    label: str
    document_type: str


NATURES = (
    Nature(1, "DE", "Délibérations", "99_DE"),
    Nature(2, "AR", "Actes réglementaires", "99_AR"),
    Nature(3, "AI", "Actes individuels", "99_AI"),
    Nature(4, "CC", "Contrats, conventions et avenants", "99_DC"),
    Nature(5, "BF", "Documents budgétaires et financiers", "99_BU"),
    Nature(6, "AU", "Autres", "99_AU"),
)
NATURE_BY_CODE = {nature.code: nature for nature in NATURES}
NATURE_BY_LETTERS = {nature.letters: nature for nature in NATURES}
