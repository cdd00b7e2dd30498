"""The forms of allauth in our words. Codes are counted here, passwords in the adapter."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as key_forms
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import limits
from ..adapters import too_many_tries

PASSWORD_HINT = _("Au moins 12 caractères. Une phrase que vous retenez vaut mieux que des signes compliqués.")
CODE_HINT = _("Six chiffres, dans votre application.")


def _say(field: forms.Field, label: Any, hint: Any = "") -> None:
    """Give a field our label and hint; a placeholder is no label."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


def _say_new_password(form: forms.Form) -> None:
    _say(form.fields["password1"], _("Nouveau mot de passe"), PASSWORD_HINT)
    if "password2" in form.fields:
        _say(form.fields["password2"], _("Le même mot de passe, une seconde fois"))


def _say_code(form: forms.Form, hint: Any = CODE_HINT) -> None:
    _say(form.fields["code"], _("Code"), hint)
    form.fields["code"].widget.attrs.update(inputmode="numeric", maxlength="12")


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], _("Adresse électronique"))
        _say(self.fields["password"], _("Mot de passe"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        _say(self.fields["remember"], _("Rester connecté sur cet ordinateur"), _("Seulement s’il n’est qu’à vous."))


class ResetPasswordForm(account_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["email"], _("Adresse électronique"), _("Celle avec laquelle vous vous connectez."))

    def clean_email(self) -> str:
        email: str = super().clean_email()
        try:
            limits.spend(limits.RESET, email, at=timezone.now())
        except limits.TooManyTries as refusal:
            message = _("Plusieurs messages sont déjà partis à cette adresse. Vous pourrez en demander un autre à %s.")
            raise forms.ValidationError(message % limits.hour_of(refusal.until)) from refusal
        return email


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class SetPasswordForm(account_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], _("Mot de passe actuel"))
        _say_new_password(self)

    def clean_oldpassword(self) -> str:
        """Through the adapter, which counts the tries."""
        password: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ReauthenticateForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Mot de passe"))


def normalised(code: str) -> str:
    return "".join(sign for sign in code if sign.isalnum())


class CountedCode:
    """Wrong codes are counted by account; a right one wipes the count, as only its owner can type it.

    A code serves once. allauth remembers it for 30 s in the cache, which may drop it, while it is valid for 90.
    """

    def clean_code(self) -> str:
        subject = str(self.user.pk)  # type: ignore[attr-defined]
        try:
            limits.spend(limits.CODE, subject, at=timezone.now())
        except limits.TooManyTries as refusal:
            raise too_many_tries(refusal) from refusal
        code: str = super().clean_code()  # type: ignore[misc]
        try:
            limits.spend(limits.USED_CODE, f"{subject}:{normalised(code)}", at=timezone.now())
        except limits.TooManyTries as refusal:
            raise get_adapter().validation_error("incorrect_code") from refusal
        limits.forget(limits.CODE, subject)
        return code


class AuthenticateForm(CountedCode, code_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("Six chiffres, dans votre application. À défaut, un de vos codes de secours."))


class CodeReauthenticateForm(CountedCode, code_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("Six chiffres, dans votre application. À défaut, un de vos codes de secours."))


class ActivateTOTPForm(CountedCode, totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("Les six chiffres que l’application montre maintenant."))


class AddKeyForm(key_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], _("Nom de la clé"), _("Pour la reconnaître : « Ordinateur de la mairie »."))
        self.fields["name"].widget.attrs["maxlength"] = "60"
        _say(
            self.fields["passwordless"],
            _("Se connecter avec cette clé seule"),
            _("Sans adresse ni mot de passe : votre empreinte, votre visage ou un code court suffira."),
        )


class EditKeyForm(key_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], _("Nom de la clé"))
        self.fields["name"].widget.attrs["maxlength"] = "60"
