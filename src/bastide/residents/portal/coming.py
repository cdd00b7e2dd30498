"""What the portal will hold: announced as to come, never as a link that leads nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ComingSection:
    """A part of the portal that is not there yet; `icon` is a drawing of the design system."""

    title: Any
    text: Any
    icon: str


COMING = (
    ComingSection(
        _("Démarches en ligne"), _("Actes d’état civil, urbanisme, salles : demander sans se déplacer."), "document"
    ),
    ComingSection(_("Cadastre et réseaux"), _("Une parcelle, ses règles, ce qui passe dessous."), "database"),
)
