"""What a reader of the register asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune

from ..exports import SUBJECTS
from ..models import Nature
from ..queries import RegisterWish


class RegisterForm(forms.Form):
    """Every field is optional; what cannot be understood is left out, never an error for who only reads."""

    PARAMETERS = ("q", "commune", "matiere", "nature", "du", "au", "page")

    q = forms.CharField(label=_("Mots de l’acte"), required=False, max_length=200)
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    matiere = forms.ChoiceField(
        label=_("Sujet"), required=False, choices=[("", _("Tous les sujets")), *SUBJECTS.items()]
    )
    nature = forms.ChoiceField(
        label=_("Sorte d’acte"), required=False, choices=[("", _("Tous les actes")), *Nature.choices]
    )
    du = forms.DateField(
        label=_("Décidé depuis le"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    au = forms.DateField(
        label=_("Décidé jusqu’au"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, communes: list[Commune], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if communes:
            self.fields["commune"].choices = [  # type: ignore[attr-defined]
                ("", _("Toutes les communes")),
                *((commune.insee_code, commune.name) for commune in communes),
            ]
        else:
            del self.fields["commune"]

    def wish(self) -> RegisterWish:
        self.is_valid()
        data = self.cleaned_data
        since, until = data.get("du"), data.get("au")
        return RegisterWish(
            words=" ".join((data.get("q") or "").replace("\x00", "").split()),
            insee_code=data.get("commune") or "",
            matiere=data.get("matiere") or "",
            nature=int(data.get("nature") or 0),
            since=since if isinstance(since, date) else None,
            until=until if isinstance(until, date) else None,
        )
