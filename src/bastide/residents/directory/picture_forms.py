"""A picture of a place, and what must be said of it before anybody may see it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bastide.core.media.models import Licence, MediaImage
from bastide.core.media.screens import PictureField

#: A telephone's own pictures stay below; more is read by nobody.
MAX_BYTES = 25 << 20


class PictureForm(forms.Form):
    file = PictureField(
        label=_("La photo"),
        help_text=_("Prenez-la maintenant, ou choisissez-la. Ce que l’appareil a noté (lieu, heure) est effacé."),
        error_messages={"required": _("Choisissez une photo.")},
    )
    description = forms.CharField(
        label=_("Que voit-on sur la photo ?"),
        max_length=250,
        help_text=_("Une phrase pour qui ne la voit pas : « La façade, sa porte bleue et une rampe. »"),
        error_messages={"required": _("Dites en une phrase ce que l’on voit : tout le monde ne voit pas les images.")},
    )
    author = forms.CharField(
        label=_("Qui l’a prise ?"),
        max_length=200,
        error_messages={"required": _("Écrivez qui a pris la photo : son nom est montré dessous.")},
    )
    licence = forms.ChoiceField(
        label=_("À quelle condition peut-on la reprendre ?"),
        choices=Licence.choices,
        initial=Licence.ETALAB,
        help_text=_("Avec la Licence Ouverte, chacun peut la reprendre en citant qui l’a prise."),
    )
    people = forms.ChoiceField(
        label=_("Y reconnaît-on quelqu’un ?"),
        choices=[each for each in MediaImage.People.choices if each[0] != MediaImage.People.REFUSED],
        widget=forms.RadioSelect,
        initial=MediaImage.People.NONE,
    )

    def rights(self) -> dict[str, str]:
        """What is said of the picture itself; call after `is_valid`."""
        return {name: str(self.cleaned_data[name]) for name in ("author", "licence", "people")}

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        sent = files.get("file") if files else None
        self._is_too_large = sent is not None and (sent.size or 0) > MAX_BYTES
        super().__init__(data, None if self._is_too_large else files, label_suffix="", **kwargs)

    def clean(self) -> dict[str, Any]:
        if self._is_too_large:
            self.errors.pop("file", None)
            self.add_error("file", _("Cette photo dépasse 25 Mo : envoyez-la en plus petit."))
        return super().clean() or {}
