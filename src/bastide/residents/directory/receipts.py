"""What became of one record that a source told, or would."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from .models import Place


class Outcome(enum.Enum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    #: Something of it differs from what people of here said: theirs stands, the difference waits for a decision.
    FLAGGED = "flagged"
    #: It may be a place that we know under another number: somebody decides.
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass
class Receipt:
    """What became of one record, or would. `reasons` are French sentences; `changed` and `flagged` are fields."""

    key: str
    name: str
    outcome: Outcome
    reasons: list[str] = field(default_factory=list)
    place: Place | None = None
    changed: list[str] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": self.name,
            "outcome": self.outcome.value,
            "reasons": self.reasons,
            "place": self.place.slug if self.place else None,
            "changed": self.changed,
            "flagged": self.flagged,
        }
