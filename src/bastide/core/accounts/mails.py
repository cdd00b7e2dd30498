"""Mails about accounts. Each leaves with the transaction of the change it tells of, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.mail import actions as mail
from bastide.core.territory.models import Organisation, Territory

from .models import Invitation, Role, User

#: Template of each mail, without its ending: "accounts/mail/….txt" and ".html".
INVITATION = "accounts/mail/invitation"
NEW_PLACE = "accounts/mail/new_place"
FACTOR_RESET = "accounts/mail/factor_reset"


def send_invitation(invitation: Invitation) -> None:
    link = address_of("accounts_invitation", token=invitation.token)
    context = {"invitation": invitation, "link": link, "organisation": invitation.organisation}
    _post(INVITATION, _("Votre accès à %(place)s"), invitation.user, context)


def tell_of_new_place(user: User, organisation: Organisation, role: Role) -> None:
    context = {"organisation": organisation, "role": Role(role).label, "link": address_of("accounts:account")}
    _post(NEW_PLACE, _("Un nouvel organisme dans votre espace %(place)s"), user, context)


def tell_of_factor_reset(user: User, *, at: datetime) -> None:
    context = {"at": at, "link": address_of("account_login")}
    _post(FACTOR_RESET, _("Votre double vérification a été remise à zéro"), user, context)


def address_of(name: str, **kwargs: Any) -> str:
    """A full address, for a reader who is elsewhere."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + reverse(name, kwargs=kwargs)


def _post(template: str, subject: Any, user: User, context: dict[str, Any]) -> None:
    territory = Territory.objects.current()
    place = territory.name if territory else _("notre portail")
    context = {"user": user, "place": place, **context}
    mail.post(
        template=template,
        subject=lambda: str(subject) % {"place": place},
        to=[user.email],
        context=context,
        reader=user,
    )
