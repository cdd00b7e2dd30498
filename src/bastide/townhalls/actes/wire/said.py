"""What a message was understood to say, as plain values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from .kinds import Action

UNKNOWN = "unknown"
#: A file that is wrong everywhere is not told in full.
MOST_REASONS = 60


@dataclass(frozen=True, slots=True)
class Anomaly:
    code: str  # as received
    rule: str | None  # "ODT-VERIF-01", wherever it stands in the detail
    detail: str | None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a message came with: its envelope's word wins over names, and its documents should be among `names`."""

    names: Collection[str] | None = None
    siren: str = ""  # of the town hall, by the envelope
    departement: str = ""
    forms: Collection[str] | None = None  # the messages that the envelope lists


@dataclass(slots=True)
class Reading:
    """What was understood; dates are ISO text, None where nothing was said."""

    kind: str = UNKNOWN
    code: str | None = None
    xsd: str | None = None
    reasons: list[str] = field(default_factory=list)
    unique_id: str | None = None
    siren: str | None = None
    number: str | None = None
    nature: int | None = None
    decision_date: str | None = None
    subject: str | None = None
    received_on: str | None = None
    letter_date: str | None = None
    classification_date: str | None = None
    anomaly: Anomaly | None = None
    files: list[str] = field(default_factory=list)
    action: Action = Action.QUARANTINE
    # What whoever processes it needs besides.
    name: str = ""
    encoding: str = ""
    departement: str | None = None
    letters: str | None = None
    matiere: tuple[int, ...] = ()
    used_classification_date: str | None = None  # by the act that is echoed
    previous_id: str | None = None
    on_paper: bool | None = None
    motive: str | None = None  # the text of 3-1, 4-1, 5-1
    deferred_on: str | None = None
    emitter: str | None = None  # "SPREF0441", "PREF024", "SGAR24…", or the SIREN of a town hall
    return_addresses: tuple[str, ...] = ()
    rejected_envelope: str | None = None  # the stem of the envelope that was refused
    mode: str | None = None  # EACT or TACT, by the name of the envelope
    is_hostile: bool = False

    def add(self, reason: str) -> None:
        if reason not in self.reasons and len(self.reasons) < MOST_REASONS:
            self.reasons.append(reason)
