"""What another app takes to ask for a file in its own form: fields whose file was looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import checked_document, checked_picture
from .inspection.base import CheckedFile, Kind
from .inspection.documents import DOCX, ODT, endings_of
from .inspection.pdf import PDF

#: What a town hall publishes as a document.
TEXTS = (PDF, DOCX, ODT)
#: Named one by one, so that an iPhone converts its own format before it sends.
PICTURES = "image/jpeg,image/png,image/webp,image/avif,image/gif"


class DocumentField(forms.FileField):
    """Cleans to a CheckedFile, or None. Refusals are told in words."""

    default_error_messages = {
        "required": _("choisissez le fichier."),
        "empty": _("Ce fichier est vide."),
        "max_length": _("Le nom de ce fichier est trop long."),
    }

    def __init__(self, *, kinds: tuple[Kind, ...] = TEXTS, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": endings_of(kinds)}))
        super().__init__(**kwargs)
        self.kinds = kinds

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        file = super().clean(data, None)
        return checked_document(file, file.name, allowed=self.kinds) if file else None


class PictureField(forms.FileField):
    """Cleans to a CheckedFile, or None: upright, light, without what the camera noted."""

    default_error_messages = {"empty": _("Cette image est vide.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": PICTURES}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        file = super().clean(data, None)
        return checked_picture(file, file.name) if file else None


__all__ = ["PICTURES", "TEXTS", "CheckedFile", "DocumentField", "PictureField", "checked_document", "checked_picture"]
