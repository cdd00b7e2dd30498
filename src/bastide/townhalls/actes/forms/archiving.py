"""What is asked to give acts to an archives service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .preparing import day_field


class ArchivingForm(forms.Form):
    since = day_field(label=gettext_lazy("Actes décidés depuis le"))
    until = day_field(label=gettext_lazy("Jusqu’au"))
    agency = forms.CharField(
        label=gettext_lazy("Identifiant du service d’archives"),
        max_length=100,
        help_text=gettext_lazy("Donné par les archives, souvent leur SIRET."),
    )
    agreement = forms.CharField(
        label=gettext_lazy("Accord de versement"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Son identifiant, si les archives vous en ont donné un."),
    )

    def __init__(self, *args: Any, one_act: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if one_act:
            del self.fields["since"], self.fields["until"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            raise ValidationError({"until": _("La fin vient avant le début.")})
        return data
