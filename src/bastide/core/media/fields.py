"""The barrier of storage: nothing is written in a picture's or a document's field that was not looked at.

Forms look first, to say what is wrong beside the field. But files also come in without a form (several at once, a
command, an import): every way ends in `FieldFile.save`.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import FieldFile, ImageFieldFile
from wagtail.images.models import WagtailImageField

from .inspection import Checked, Refused, holds_pixels_alone, inspect_document, inspect_picture
from .inspection.base import CheckedFile

logger = logging.getLogger(__name__)


def checked_picture(file: Any, name: str) -> CheckedFile:
    """The picture to keep instead of `file`. Raises ValidationError, in words for who sent it."""
    if isinstance(file, CheckedFile):
        return file
    try:
        return inspect_picture(_whole(file)).as_file(name)
    except Refused as refusal:
        raise _said(refusal, name) from refusal


def picture_as_it_was(name: str, content: bytes) -> CheckedFile:
    """A picture that another portal drew: byte for byte when it holds pixels alone, else drawn again.

    Raises ValidationError.
    """
    checked = checked_picture(ContentFile(content), name)
    if holds_pixels_alone(content) and content.startswith(b"\x89PNG") == (checked.checked.kind.ending == "png"):
        return Checked(checked.checked.kind, content).as_file(name)
    return checked


def checked_document(file: Any, name: str, **narrowing: Any) -> CheckedFile:
    """The document to keep. Raises ValidationError, in words for who sent it."""
    if isinstance(file, CheckedFile):
        return file
    try:
        return inspect_document(_whole(file), name, **narrowing).as_file(name)
    except Refused as refusal:
        raise _said(refusal, name) from refusal


def _whole(file: Any) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    file.seek(0)
    return content


def _said(refusal: Refused, name: str) -> ValidationError:
    logger.info("A file was refused: %s", refusal.code)
    return ValidationError(refusal.message, code=refusal.code)


class CheckedPictureFile(ImageFieldFile):
    def save(self, name: str | None, content: Any, save: bool = True) -> None:
        kept = checked_picture(content, name or "image")
        super().save(kept.name or "image", kept, save=save)


class CheckedPictureField(WagtailImageField):
    attr_class = CheckedPictureFile


class CheckedDocumentFile(FieldFile):
    def save(self, name: str | None, content: File[Any], save: bool = True) -> None:
        kept = checked_document(content, name or "document")
        super().save(kept.name or "document", kept, save=save)


class CheckedDocumentField(models.FileField):
    attr_class = CheckedDocumentFile
