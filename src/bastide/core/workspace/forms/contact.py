"""How to reach the office."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Office

from .fields import PhoneField


class ContactForm(forms.Form):
    address = forms.CharField(label=_("Adresse"), max_length=250, help_text=_("Numéro et rue, ou lieu-dit."))
    postcode = forms.CharField(
        label=_("Code postal"),
        max_length=5,
        validators=[RegexValidator(r"^\d{5}$", _("Un code postal a cinq chiffres."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    city = forms.CharField(label=_("Ville"), max_length=120)
    phone = PhoneField(label=_("Téléphone"), required=False, help_text=_("Par exemple : 05 53 58 30 32."))
    email = forms.EmailField(
        label=_("Adresse électronique"), required=False, help_text=_("Par exemple : mairie@exemple.fr.")
    )
    website = forms.URLField(
        label=_("Site de la mairie"),
        required=False,
        assume_scheme="https",
        help_text=_("Seulement si la commune a déjà un autre site."),
    )
    accessibility = forms.ChoiceField(
        label=_("Accès en fauteuil roulant"), choices=Office.Accessibility.choices, required=False
    )

    FIELDS = ("address", "postcode", "city", "phone", "email", "website", "accessibility")
