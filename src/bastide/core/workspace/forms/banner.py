"""A message at the top of a body's pages, for a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation

from ..models import Banner
from ..registry import sections

MOMENT = "%Y-%m-%dT%H:%M"


class BannerForm(forms.Form):
    """`bodies` are those that the person may speak for; `wide` offers the whole territory and its sections too."""

    gravity = forms.TypedChoiceField(
        label=_("Niveau"), choices=Banner.Level.choices, coerce=int, initial=Banner.Level.INFORMATION
    )
    title = forms.CharField(label=_("Titre"), max_length=60, help_text=_("Quelques mots : « Réunion publique »."))
    text = forms.CharField(
        label=_("Message"),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une ou deux phrases : quoi, où, quand."),
    )
    link = forms.URLField(label=_("Lien pour en savoir plus"), required=False, max_length=200, assume_scheme="https")
    starts_at = forms.DateTimeField(
        label=_("Affiché à partir du"),
        required=False,
        input_formats=[MOMENT, "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        help_text=_("Laissez vide pour l’afficher tout de suite."),
    )
    ends_at = forms.DateTimeField(
        label=_("Jusqu’au"),
        input_formats=[MOMENT, "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        help_text=_("Il disparaîtra tout seul à ce moment."),
    )
    scope = forms.ChoiceField(label=_("Où l’afficher"), choices=Banner.Scope.choices, initial=Banner.Scope.BODIES)
    targets = forms.ModelMultipleChoiceField(
        label=_("Sur les pages de"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    section = forms.ChoiceField(label=_("Rubrique"), required=False)

    def __init__(self, *args: Any, bodies: Any, wide: bool, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        if wide:
            self.fields["targets"].queryset = bodies  # type: ignore[attr-defined]
            self.fields["section"].choices = [  # type: ignore[attr-defined]
                ("", "—"),
                *((slug, section.label) for slug, section in sections),
            ]
        else:
            for name in ("scope", "targets", "section"):
                del self.fields[name]
        if not self.is_bound:
            self.initial.setdefault("ends_at", timezone.localtime(at) + timedelta(days=7))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "ends_at" in self.errors or "starts_at" in self.errors:
            return data
        start, end = data.get("starts_at") or self.at, data.get("ends_at")
        data["starts_at"] = start
        if end is not None and end <= start:
            raise ValidationError({"ends_at": _("La fin vient avant le début.")})
        if end is not None and end <= self.at:
            raise ValidationError({"ends_at": _("Cette date est passée : personne ne verrait le bandeau.")})
        if data.get("scope") == Banner.Scope.SECTION and not data.get("section"):
            raise ValidationError({"section": _("Choisissez la rubrique.")})
        if data.get("scope") == Banner.Scope.BODIES and "targets" in self.fields and not data.get("targets"):
            raise ValidationError({"targets": _("Choisissez au moins un organisme.")})
        return data
