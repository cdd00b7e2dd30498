from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good

from .encryption import unseal

#: One key seals them all: the newest and the oldest tell of a change.
LOOKED_AT = 50


def second_factors(at: datetime) -> Finding:
    """Whether what the applications of codes share with us opens with the key of this installation."""
    shared = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("-created_at")
    closed = 0
    for data in shared.values_list("data", flat=True)[:LOOKED_AT]:
        try:
            unseal(data["secret"])
        except InvalidToken:
            closed += 1
    if closed:
        return bad(
            ngettext(
                "%(count)d double vérification ne s’ouvre plus : la clé secrète a changé.",
                "%(count)d doubles vérifications ne s’ouvrent plus : la clé secrète a changé.",
                closed,
            )
            % {"count": closed},
            mend=_("Remettez l’ancienne clé dans BASTIDE_FORMER_SECRET_KEYS, ou remettez-les à zéro (« Personnes »)."),
        )
    return good(_("Les doubles vérifications s’ouvrent."))


checks.plug(
    "accounts.factors",
    Check(gettext_lazy("Doubles vérifications"), second_factors, Group.NETWORK, needs_database=True, order=45),
)
