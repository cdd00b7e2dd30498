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
        _("Services de proximité"),
        _("Médecins, écoles, France services, commerces : où c’est, quand c’est ouvert."),
        "map-pin",
    ),
    ComingSection(
        _("Démarches en ligne"), _("Actes d’état civil, urbanisme, salles : demander sans se déplacer."), "document"
    ),
    ComingSection(_("Actes et délibérations"), _("Ce que votre conseil a décidé, publié le jour même."), "book"),
    ComingSection(_("Agenda"), _("Conseils, marchés, fêtes : ce qui se passe autour de chez vous."), "calendar"),
    ComingSection(_("Cartes et données ouvertes"), _("Cadastre, réseaux, jeux de données à réutiliser."), "database"),
)
