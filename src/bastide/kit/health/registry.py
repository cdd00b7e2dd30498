"""The socket `check`: each app says how one sees that its part works.

# <app>/health.py
def backlog(at: datetime) -> Finding:
    late = Mail.objects.late(at).count()
    return bad(_("%d courriels attendent"), mend=_("Relancez le travailleur")) if late else good(_("Rien n’attend"))

checks.plug("mail.backlog", Check(_("Courriels en attente"), backlog, group=Group.WORK))
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.sockets import Socket


class Level(enum.IntEnum):
    """How bad it is. Only BAD makes `bastide doctor` fail, and a node not ready."""

    GOOD = 0
    OFF = 1
    WARNING = 2
    BAD = 3


class Group(enum.Enum):
    """Under which heading a check is shown."""

    DATABASE = _("Base de données")
    FILES = _("Fichiers et disque")
    WORK = _("Travaux et horloge")
    BACKUP = _("Sauvegarde et journal")
    NETWORK = _("Adresse, chiffrement et courrier")


@dataclass(frozen=True)
class Finding:
    """What a check saw: a sentence, and the one step that mends it unless all is well."""

    level: Level
    sentence: Any
    mend: Any = ""


def good(sentence: Any) -> Finding:
    return Finding(Level.GOOD, sentence)


def off(sentence: Any, *, mend: Any = "") -> Finding:
    """Not used here; `mend` says how to turn it on."""
    return Finding(Level.OFF, sentence, mend)


def warning(sentence: Any, *, mend: Any) -> Finding:
    return Finding(Level.WARNING, sentence, mend)


def bad(sentence: Any, *, mend: Any) -> Finding:
    return Finding(Level.BAD, sentence, mend)


@dataclass(frozen=True)
class Check:
    """One thing that is looked at. `run(at)` may raise: that is told as bad.

    `is_vital` checks decide whether this node may be given visitors (`/sante/pret`); they must be quick. Those that
    need the database are passed over when it does not answer.
    """

    title: Any
    run: Callable[[datetime], Finding]
    group: Group
    is_vital: bool = False
    needs_database: bool = False
    order: int = 100


checks = Socket(
    "kit.health.check",
    module="health",
    plug_type=Check,
    doc="What shows that a part of the service works, read by `bastide doctor`, /sante/pret and « État du service ».",
)
