"""What the pôle brings to « Les TIC faciles »: a file about networks, a practical sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

#: A national file of Arcep weighs 25 MB; a fixed coverage less.
LARGEST_MB = 150


class NetworkFileForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV"),
        help_text=_("Sites mobiles de l’Arcep, points à couvrir, ou couverture fixe : il est reconnu à ses colonnes."),
        error_messages={"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide.")},
    )
    as_of = forms.DateField(
        label=_("Date des données"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Par exemple le dernier jour du trimestre. Vide : celle que dit le fichier."),
    )

    def clean_file(self) -> object:
        found = self.cleaned_data["file"]
        if found.size > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(_("Ce fichier est trop lourd."))
        return found


class SheetForm(forms.Form):
    title = forms.CharField(label=_("Titre"), max_length=160)
    summary = forms.CharField(label=_("En une phrase"), max_length=280)
    body = forms.CharField(
        label=_("Texte"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Une ligne vide sépare les paragraphes ; « - » en tête de ligne fait une liste."),
    )
    is_published = forms.BooleanField(label=_("Publiée"), required=False, initial=True)
