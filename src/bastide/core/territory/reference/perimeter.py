"""What a load brings in: some EPCI, départements, communes, or the whole country."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from django.utils.translation import gettext as _

from .package import ReferenceProblem


class UnknownCode(ReferenceProblem):
    """A code of the perimeter that the reference does not know."""


class Level(Enum):
    EPCI = "epci"
    DEPARTMENT = "departement"
    COMMUNE = "commune"
    FRANCE = "france"


@dataclass(frozen=True)
class Perimeter:
    level: Level
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.level is Level.FRANCE:
            return "France"
        text = f"{self.level.value} {' '.join(self.codes)}"
        return text if len(text) <= 250 else f"{text[:249]}…"

    def holds(self, *, insee_code: str, department_code: str, siren: str) -> bool:
        """Whether a commune of that code, département and EPCI is inside."""
        match self.level:
            case Level.EPCI:
                return siren in self.codes
            case Level.DEPARTMENT:
                return department_code in self.codes
            case Level.COMMUNE:
                return insee_code in self.codes
        return True

    def check(self, known: dict[str, str]) -> None:
        """Raise UnknownCode, with the nearest known codes, unless all codes are in `known` (code: name)."""
        lines = []
        for code in self.codes:
            if code in known:
                continue
            near = ", ".join(f"{other} ({known[other]})" for other in get_close_matches(code, known, n=2, cutoff=0.7))
            line = _("Code inconnu : « %(code)s ».") % {"code": code}
            lines.append(f"{line} {_('Proches : %(near)s.') % {'near': near}}" if near else line)
        if lines:
            raise UnknownCode("\n".join(lines))
