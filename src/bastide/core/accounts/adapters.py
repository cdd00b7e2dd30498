"""How allauth signs people in here: closed sign-up, our limits, our words, sealed secrets."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.territory.models import Territory
from bastide.kit.ui.language import speaking_to

from . import actions, limits
from .encryption import seal, unseal
from .models import User

WRONG_CODE = gettext_lazy("Ce code n’est pas le bon. Attendez que l’application en montre un nouveau, puis tapez-le.")

SEALED = gettext_lazy(
    "Votre double vérification ne s’ouvre plus : une clé du service a changé. Demandez au pôle de la remettre à zéro."
)

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by mail address. An account comes from an invitation, never from a form."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("Ce compte est fermé. Le pôle peut le rouvrir."),
        "email_password_mismatch": gettext_lazy(
            "L’adresse et le mot de passe ne vont pas ensemble. Vérifiez l’adresse, ou choisissez un nouveau mot de"
            " passe."
        ),
        "enter_current_password": gettext_lazy("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": gettext_lazy("Ce n’est pas votre mot de passe."),
        "invalid_password_reset": gettext_lazy("Ce lien n’est plus valable. Demandez-en un nouveau."),
        "rate_limited": gettext_lazy("Trop d’essais. Réessayez dans quelques minutes."),
        "too_many_login_attempts": gettext_lazy("Trop d’essais. Réessayez dans quelques minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """In the language of the account that it goes to: the page of a stranger who lost a password is French."""
        known = [email] if isinstance(email, str) else email
        reader = context.get("user") or User.objects.filter(email__in=known).first()
        with speaking_to(reader):
            message: EmailMessage = super().render_mail(template_prefix, email, context, headers)
        return message

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at: two at once are two."""
        try:
            limits.spend(limits.PASSWORD, credentials.get("email", ""), at=timezone.now())
        except limits.TooManyTries as refusal:
            way_out = _("Vous pouvez aussi choisir un nouveau mot de passe.")
            raise too_many_tries(refusal, way_out=way_out) from refusal

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            limits.refund(limits.PASSWORD, credentials.get("email", ""))
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a few minutes ago is not asked again before enrolling a second factor."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """An identity from outside opens an account that exists, never a new one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie the identity to the account of its address, when the provider vouches for the address."""
        if sociallogin.is_existing:
            return
        addresses = [each.email for each in sociallogin.email_addresses if each.verified]
        user = User.objects.filter(email__in=addresses, is_active=True).first()
        if user is not None:
            actions.tie_identity(sociallogin=sociallogin, user=user, request=request, at=timezone.now())


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: sealed at rest, and the last one of a person who needs one cannot be removed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Votre rôle demande une double vérification : ajoutez d’abord un autre moyen, vous pourrez ensuite retirer"
            " celui-ci."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Ajoutez d’abord une application ou une clé."),
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Back to the door, with the way out, when the installation's key was changed and the former one forgotten."""
        try:
            return unseal(encrypted_text)
        except InvalidToken:
            logger.error("a second factor does not open: the secret key was changed (BASTIDE_FORMER_SECRET_KEYS)")
            messages.error(self.request, SEALED)
            raise ImmediateHttpResponse(redirect("account_login")) from None

    def get_totp_issuer(self) -> str:
        """The name shown in the person's application."""
        territory = Territory.objects.current()
        return territory.short_name if territory else "bastide"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: User = authenticator.user
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        return not user.needs_second_factor() or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Ma clé") if number == 1 else _("Ma clé n° %(number)s") % {"number": number}


def too_many_tries(refusal: limits.TooManyTries, *, way_out: str = "") -> ValidationError:
    """The refusal in words, with the hour at which it ends, and what else the person may do."""
    message = _("Trop d’essais. Par sécurité, ce compte attend jusqu’à %(hour)s.") % {
        "hour": limits.hour_of(refusal.until)
    }
    return ValidationError(f"{message} {way_out}".strip(), code="too_many_login_attempts")
