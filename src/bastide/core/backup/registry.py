"""The socket `restored`: what an app must put right when an earlier state of the service is back.

# <app>/restored.py
def settle(at: datetime) -> str:
    count = actions.doubt_sendings(at=at)
    return _("%(count)d envois seront d’abord cherchés") % {"count": count} if count else ""

restored.plug("actes.sendings", Restored(_("Envois d’actes"), settle))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bastide.kit.registry.sockets import Socket


@dataclass(frozen=True)
class Restored:
    """What was due at the moment of the backup may have been done since, by a machine that is gone.

    `settle(at)` runs once in the transaction that ends a restore, and gives a sentence for the person at the terminal,
    empty when there was nothing to do.
    """

    title: Any
    settle: Callable[[datetime], str]


restored = Socket(
    "core.backup.restored",
    module="restored",
    plug_type=Restored,
    doc="What is put right when `bastide restore` brought an earlier state back.",
)
