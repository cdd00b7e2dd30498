"""What the journal says of accounts. Roles are said in words, days as they are read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs
from bastide.core.territory.models import Role
from bastide.kit.ui import typography

from .models import FactorReset


def in_words(data: Mapping[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    if "role" in data:
        words["role"] = str(Role(data["role"]).label).lower()
    for key in ("starts_on", "ends_on"):
        if data.get(key):
            words[key] = typography.day(date.fromisoformat(data[key]))
    return words


verbs.plug(
    "accounts.membership_started",
    Verb(
        _("{actor} a donné à {target} le rôle « {role} » à partir du {starts_on}."),
        data=("role", "starts_on", "ends_on"),
        words=in_words,
    ),
)
verbs.plug(
    "accounts.membership_ended",
    Verb(
        _("{actor} a mis fin au rôle « {role} » de {target}, dernier jour le {ends_on}."),
        data=("role", "ends_on"),
        words=in_words,
    ),
)
verbs.plug("accounts.renamed", Verb(_("{actor} a corrigé le nom de {target}.")))
verbs.plug("accounts.language_chosen", Verb(_("{actor} a choisi la langue de l’espace de {target}.")))
verbs.plug("accounts.sessions_ended", Verb(_("{actor} a déconnecté {target} de {count} appareil(s)."), data=("count",)))
verbs.plug("accounts.created", Verb(_("{actor} a ouvert un compte pour {target}.")))
verbs.plug("accounts.identity_tied", Verb(_("{actor} se connecte désormais par le service d’identité.")))
verbs.plug("accounts.invited", Verb(_("{actor} a invité {target}.")))
verbs.plug("accounts.invitation_cancelled", Verb(_("{actor} a annulé l’invitation de {target}.")))
verbs.plug("accounts.entered", Verb(_("Première connexion de {actor}.")))
verbs.plug(
    "accounts.handed_over",
    Verb(_("{count} chose(s) en attente ont été confiées à {target} après un départ."), data=("count",)),
)
verbs.plug(
    "accounts.factor_reset",
    Verb(
        _("{actor} a remis à zéro la double vérification de {target} ({check})."),
        data=("check",),
        words=lambda data: {"check": str(FactorReset.Check(data["check"]).label).lower()},
    ),
)
