"""Wagtail's forms of pictures and documents, each file looked at before it is kept; named in the settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .fields import checked_document, checked_picture
from .inspection.base import CheckedFile


class CheckedImageFormField(WagtailImageField):
    """Looked at by us and not by Wagtail, which would draw a bomb to count its pixels."""

    def to_python(self, data: Any) -> CheckedFile | None:
        file = forms.FileField.to_python(self, data)
        return checked_picture(file, file.name or "image") if file is not None else None


class CheckedImageForm(BaseImageForm):
    """Nobody may leave the licence out; a picture that lies there without one is shown to nobody."""

    keeps_position = forms.BooleanField(
        label=_("Garder le lieu de la prise de vue"),
        required=False,
        help_text=_("Sinon, ce que l’appareil a noté du lieu est effacé. Le fichier lui-même ne le porte jamais."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "licence" in self.fields:
            self.fields["licence"].required = True
        if "file" in self.fields:
            before = self.fields["file"]
            self.fields["file"] = CheckedImageFormField(
                label=before.label, required=before.required, widget=before.widget
            )
        else:
            del self.fields["keeps_position"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        file = data.get("file")
        if isinstance(file, CheckedFile):
            seen = file.checked.seen
            lon, lat = seen.position if data.get("keeps_position") and seen.position else (None, None)
            self.instance.lon, self.instance.lat = lon, lat
            if "taken_on" in self.fields and not data.get("taken_on"):
                data["taken_on"] = seen.taken_on
        return data


class CheckedDocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file or isinstance(file, FieldFile):
            return file
        return checked_document(file, file.name)
