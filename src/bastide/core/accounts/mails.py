"""Mails about accounts, sent once the change they tell of is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation, Territory

from .models import Invitation, Role, User


def send_invitation(invitation: Invitation) -> None:
    link = settings.WAGTAILADMIN_BASE_URL + reverse("accounts_invitation", kwargs={"token": invitation.token})
    _send(
        "accounts/mail/invitation.txt",
        "accounts/mail/invitation.html",
        _("Votre accès à %(place)s"),
        invitation.user,
        {"invitation": invitation, "link": link, "organisation": invitation.organisation},
    )


def tell_of_new_place(user: User, organisation: Organisation, role: Role) -> None:
    _send(
        "accounts/mail/new_place.txt",
        "accounts/mail/new_place.html",
        _("Un nouvel organisme dans votre espace %(place)s"),
        user,
        {"organisation": organisation, "role": Role(role).label, "link": settings.WAGTAILADMIN_BASE_URL + "/espace/"},
    )


def tell_of_factor_reset(user: User, *, at: datetime) -> None:
    _send(
        "accounts/mail/factor_reset.txt",
        "accounts/mail/factor_reset.html",
        _("Votre double vérification a été remise à zéro"),
        user,
        {"at": at, "link": settings.WAGTAILADMIN_BASE_URL + reverse("account_login")},
    )


def _send(text: str, page: str, subject: str, user: User, context: dict[str, Any]) -> None:
    territory = Territory.objects.current()
    place = territory.name if territory else _("notre portail")
    context = {"user": user, "place": place, **context}
    message = EmailMultiAlternatives(
        " ".join((subject % {"place": place}).split()), render_to_string(text, context), to=[user.email]
    )
    message.attach_alternative(render_to_string(page, context), "text/html")
    transaction.on_commit(message.send)
