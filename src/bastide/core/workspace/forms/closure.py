"""Days on which the office is closed although it is usually open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClosureForm(forms.Form):
    starts_on = forms.DateField(label=_("Premier jour fermé"), widget=DAY_INPUT)
    ends_on = forms.DateField(
        label=_("Dernier jour fermé"), widget=DAY_INPUT, required=False, help_text=_("Laissez vide pour un seul jour.")
    )
    reason = forms.CharField(
        label=_("Motif affiché"), max_length=120, required=False, help_text=_("Par exemple : congés d’été.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "starts_on" in self.errors or "ends_on" in self.errors:
            return data
        start: date = data["starts_on"]
        end: date = data["ends_on"] or start
        data["ends_on"] = end
        if end < start:
            raise ValidationError({"ends_on": _("Le dernier jour vient avant le premier.")})
        if end < self.today:
            raise ValidationError({"starts_on": _("Ces jours sont passés : personne ne verrait l’annonce.")})
        if end - start > timedelta(days=366):
            raise ValidationError({"ends_on": _("Une fermeture annoncée dure un an au plus.")})
        return data
