"""What the mails about accounts look like, with invented content."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.mail.registry import MailPreview, previews

from .mails import FACTOR_RESET, INVITATION, NEW_PLACE


def _content() -> dict[str, Any]:
    moment = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    return {
        "user": SimpleNamespace(first_name="Claire"),
        "place": "Pays de Valdorne",
        "organisation": "Commune de Valbrune",
        "role": _("Agent"),
        "link": "https://portail.example/lien-d-exemple/",
        "invitation": SimpleNamespace(expires_at=moment),
        "at": moment,
    }


for name, title, subject, template in (
    ("accounts.invitation", _("Invitation"), _("Votre accès à Pays de Valdorne"), INVITATION),
    ("accounts.new_place", _("Nouveau rôle"), _("Un nouvel organisme dans votre espace"), NEW_PLACE),
    (
        "accounts.factor_reset",
        _("Double vérification remise à zéro"),
        _("Votre double vérification a été remise à zéro"),
        FACTOR_RESET,
    ),
):
    previews.plug(name, MailPreview(title, subject, template, _content))
