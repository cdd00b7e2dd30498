"""What an import did, for a person and for the row that keeps it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: Problems and codes named one by one; the rest are counted.
NAMED = 200


@dataclass
class Report:
    """Of one public. `refused` are files left out, by name."""

    audience: str = ""
    documents: int = 0
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unchanged: int = 0
    redirections: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    kept_back: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    #: Nothing was done: this very file is in line already.
    is_same: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "new": len(self.new),
            "changed": len(self.changed),
            "gone": len(self.gone),
            "unchanged": self.unchanged,
            "redirections": self.redirections,
            "refused": dict(list(self.refused.items())[:NAMED]),
            "refused_count": len(self.refused),
            "kept_back": self.kept_back[:NAMED],
            "gone_codes": self.gone[:NAMED],
            "unknown": dict(self.unknown.most_common(NAMED)),
        }
