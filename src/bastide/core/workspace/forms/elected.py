"""Who is elected: name and function, nothing else is asked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Mandate


class MandateForm(forms.Form):
    first_name = forms.CharField(label=_("Prénom"), max_length=100)
    last_name = forms.CharField(label=_("Nom"), max_length=100)
    # None is chosen beforehand: a mayor would be replaced by whoever did not look.
    function = forms.ChoiceField(
        label=_("Fonction"), choices=[("", _("Choisir la fonction")), *Mandate.Function.choices]
    )
    title = forms.CharField(
        label=_("Titre affiché"),
        max_length=80,
        help_text=_("Tel que les habitants le liront : « Maire », « Première adjointe au maire »."),
    )
    rank = forms.IntegerField(
        label=_("Place dans la liste"), min_value=1, max_value=999, help_text=_("1 pour le maire, 2 pour la suite…")
    )
