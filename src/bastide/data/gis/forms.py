"""What the address of the map may say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .viewpoint import FARTHEST, LAST_PARALLEL, NEAREST, Viewpoint


class MapForm(forms.Form):
    """A commune to look at, or a viewpoint; and which layers are on."""

    PARAMETERS = ("commune", "lat", "lon", "zoom", "couches")

    commune = forms.CharField(label=gettext_lazy("Centrer sur une commune"), max_length=200, required=False)
    lat = forms.FloatField(
        label=gettext_lazy("Latitude"), min_value=-LAST_PARALLEL, max_value=LAST_PARALLEL, required=False
    )
    lon = forms.FloatField(label=gettext_lazy("Longitude"), min_value=-180, max_value=180, required=False)
    zoom = forms.FloatField(label=gettext_lazy("Échelle"), min_value=FARTHEST, max_value=NEAREST, required=False)
    couches = forms.RegexField(r"^[a-z0-9_,.-]*$", label=gettext_lazy("Couches"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("lat", "lon", "zoom") if cleaned.get(name) is not None]
        if not self.errors and 0 < len(given) < 3:
            raise forms.ValidationError(_("Il manque une partie de l’adresse de cette vue."))
        return cleaned

    def wished_viewpoint(self) -> Viewpoint | None:
        """None when the address names none, or one that cannot be."""
        if not self.is_valid() or self.cleaned_data["zoom"] is None:
            return None
        return Viewpoint(self.cleaned_data["lat"], self.cleaned_data["lon"], self.cleaned_data["zoom"])

    def wished_layers(self) -> list[str] | None:
        """None when the address does not say; an empty one turns all of them off."""
        if not self.is_valid() or "couches" not in self.data:
            return None
        return [name for name in self.cleaned_data["couches"].split(",") if name]
