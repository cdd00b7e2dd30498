"""Running the checks."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from .registry import Check, Finding, Group, Level, bad, checks, off

logger = logging.getLogger(__name__)

#: The check whose failure explains that of all that need the database.
DATABASE = "health.database"


@dataclass(frozen=True)
class Result:
    """One check and what it found."""

    name: str
    check: Check
    finding: Finding

    @property
    def is_bad(self) -> bool:
        return self.finding.level is Level.BAD


def examine(at: datetime, *, only_vital: bool = False) -> list[Result]:
    """Run the checks in their order; one that fails keeps no other from running."""
    wanted = [(name, check) for name, check in checks if check.is_vital or not only_vital]
    headings = list(Group)
    wanted.sort(key=lambda pair: (headings.index(pair[1].group), pair[1].order))
    results: list[Result] = []
    is_database_away = False
    for name, check in wanted:
        if check.needs_database and is_database_away:
            finding = off(_("Non regardé : la base de données ne répond pas."))
        else:
            finding = _run(name, check, at)
        results.append(Result(name, check, finding))
        is_database_away = is_database_away or (name == DATABASE and finding.level is Level.BAD)
    return results


def _run(name: str, check: Check, at: datetime) -> Finding:
    try:
        return check.run(at)
    except Exception as error:
        logger.exception("The check %s failed", name)
        return bad(
            _("Ce contrôle n’a pas pu se faire (%(error)s).") % {"error": type(error).__name__},
            mend=_("Lisez le journal du serveur : l’erreur y est entière."),
        )
