"""The number under which a body is registered."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SiretForm(forms.Form):
    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        help_text=_("Quatorze chiffres, avec ou sans espaces. Il est sur vos factures et vos mandats."),
        error_messages={"required": _("Écrivez les quatorze chiffres.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
