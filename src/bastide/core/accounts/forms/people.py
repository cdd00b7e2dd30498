"""Forms by which the pôle looks after people's accounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation

from ..models import FactorReset, Role, User
from .account import PersonNameField
from .door import PASSWORD_HINT


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlaceForm(forms.Form):
    """A role in one of the bodies that the reader looks after."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisme"), empty_label="")
    role = forms.ChoiceField(
        choices=Role.choices,
        label=_("Rôle"),
        widget=forms.RadioSelect,
        help_text=_("L’agent prépare, le signataire engage l’organisme, l’élu lit."),
    )
    starts_on = forms.DateField(label=_("À partir du"), widget=DayInput)

    def __init__(self, *args: Any, by: User, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("starts_on", timezone.localdate(at))
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.overseen_by(by, at=at).open_on(timezone.localdate(at))
        self.fields["organisation"].queryset = bodies.order_by("name")  # type: ignore[attr-defined]


class InviteForm(PlaceForm):
    first_name = PersonNameField(label=_("Prénom"))
    last_name = PersonNameField(label=_("Nom"))
    email = forms.EmailField(
        label=_("Adresse électronique"), help_text=_("La sienne, pas celle de toute la mairie : elle dira qui agit.")
    )

    field_order = ["first_name", "last_name", "email", "organisation", "role", "starts_on"]


class EndForm(forms.Form):
    """The last day of a place, and who takes over."""

    ends_on = forms.DateField(
        label=_("Dernier jour"), widget=DayInput, help_text=_("Ce jour-là, l’accès marche encore.")
    )
    successor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Qui reprend ce qui attend"),
        required=False,
        empty_label=_("Personne : l’équipe verra tout"),
    )

    def __init__(self, *args: Any, colleagues: Any, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("ends_on", timezone.localdate(at))
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate(at)
        self.fields["successor"].queryset = colleagues  # type: ignore[attr-defined]

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.today.replace(year=self.today.year - 1):
            raise ValidationError(_("Ce jour est trop ancien : vérifiez l’année."))
        return day


class ResetFactorForm(forms.Form):
    check_made = forms.ChoiceField(
        choices=FactorReset.Check.choices, label=_("Comment l’avez-vous reconnue ?"), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Précision"),
        max_length=300,
        min_length=5,
        help_text=_("Par exemple : « rappelée au secrétariat, 05 53 …, à 14 h ». Lue par le pôle seulement."),
    )


class SpreadsheetForm(forms.Form):
    file = forms.FileField(
        label=_("La liste : CSV, XLSX, ODS ou XLS"),
        help_text=_("Une ligne par personne : prénom, nom, courriel, organisme, rôle, depuis le."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods,.xls,text/csv"}),
    )


class PasswordForm(forms.Form):
    """The password of a person who enters for the first time. `username` lets a password keeper file it."""

    username = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "username", "readonly": True})
    )
    password = forms.CharField(
        label=_("Choisissez un mot de passe"),
        strip=False,
        max_length=200,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"username": user.email}
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return str(self.cleaned_data["password"])
