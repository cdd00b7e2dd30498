"""Wagtail's forms of pictures and documents, each file looked at before it is kept; named in the settings."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.log_actions import registry as log_registry

from .fields import checked_document, checked_picture
from .inspection.base import CheckedFile
from .models import MediaImage


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

    #: The notice that the person began to change, so that two people do not write over each other without knowing.
    began_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["began_from"]
        else:
            self.initial["began_from"] = notice_digest(self.instance)
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
        self._tell_who_saves_second(data)
        file = data.get("file")
        if isinstance(file, CheckedFile):
            seen = file.checked.seen
            lon, lat = seen.position if data.get("keeps_position") and seen.position else (None, None)
            self.instance.lon, self.instance.lat = lon, lat
            if "taken_on" in self.fields and not data.get("taken_on"):
                data["taken_on"] = seen.taken_on
        return data

    def _tell_who_saves_second(self, data: dict[str, Any]) -> None:
        """Both notices are shown; sent again, this one takes the place of the other."""
        began_from = data.pop("began_from", "")
        if not began_from:
            return
        fresh = MediaImage.objects.get(pk=self.instance.pk)
        if began_from == notice_digest(fresh):
            return
        theirs = [
            f"{self.fields[name].label} : {self._words_of(fresh, name) or '—'}"
            for name in NOTICE
            if name in self.fields and str(getattr(fresh, name) or "") != str(data.get(name) or "")
        ]
        typed: Any = self.data.copy()  # type: ignore[has-type]
        typed[self.add_prefix("began_from")] = notice_digest(fresh)
        self.data = typed
        self.add_error(
            None,
            _now(
                "%(who)s a changé cette notice pendant que vous écriviez. Voici la sienne : %(theirs)s. Ce que vous"
                " avez tapé est toujours là : enregistrez de nouveau pour que votre notice remplace l’autre."
            )
            % {"who": _who_changed(fresh), "theirs": " ; ".join(theirs)},
        )

    @staticmethod
    def _words_of(image: MediaImage, name: str) -> str:
        shown = getattr(image, f"get_{name}_display", None)
        return str(shown() if shown is not None else getattr(image, name) or "")


#: What a notice says.
NOTICE = ("title", "description", "author", "credit", "licence", "taken_on", "place", "people", "consent_note")


def notice_digest(image: MediaImage) -> str:
    said = "\x1f".join(str(getattr(image, name) or "") for name in NOTICE)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _who_changed(image: MediaImage) -> str:
    entry = log_registry.get_logs_for_instance(image).select_related("user").first()
    return str(entry.user) if entry is not None and entry.user is not None else _now("Quelqu’un")


class CheckedDocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file or isinstance(file, FieldFile):
            return file
        return checked_document(file, file.name)
