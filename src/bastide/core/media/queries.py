"""What other apps ask about pictures and documents."""

from __future__ import annotations

from typing import Any

from bastide.core.territory.models import Role

from .inspection.base import CheckedFile
from .models import DocumentPage, MediaDocument, MediaImage, MediaRendition
from .reading import Unreadable, read_words

#: Pages of one document that can be found one by one.
MOST_FOUND = 300


def may_read_document(user: Any, document: MediaDocument) -> bool:
    """A withheld document is for its own body and the pôle."""
    return not document.is_withheld or _is_of(user, MediaDocument.objects.all(), document)


def may_see_picture(user: Any, image: MediaImage) -> bool:
    """A picture without licence, or of somebody who did not agree, is for its own body and the pôle."""
    return image.is_publishable or _is_of(user, MediaImage.objects.all(), image)


def _is_of(user: Any, rows: Any, thing: MediaDocument | MediaImage) -> bool:
    if not user.is_authenticated:
        return False
    if rows.visible_to(user).filter(pk=thing.pk).exists():
        return True
    # What lies in no body's collection is the pôle's.
    is_nobodys = not rows.filter(pk=thing.pk, collection__of_organisation__isnull=False).exists()
    return is_nobodys and bool(user.holds([Role.POLE_STAFF]))


def rendition_at(path: str) -> MediaRendition | None:
    return MediaRendition.objects.select_related("image").filter(file=path).first()


def first_words(file: CheckedFile) -> str:
    """The text of the first page of a file just sent; "" when it has none, or cannot be read."""
    try:
        words = read_words(file.checked.content, file.checked.kind.ending, most_pages=1, with_ocr=False)
    except Unreadable:
        return ""
    return words.pages[0] if words.pages else ""


def page_numbers(document: MediaDocument) -> list[int]:
    """The pages that have words, those that can be found."""
    pages = DocumentPage.objects.filter(document=document, number__lte=MOST_FOUND).exclude(text="")
    return list(pages.order_by("number").values_list("number", flat=True))


def page_of(document: MediaDocument, number: int) -> DocumentPage | None:
    return DocumentPage.objects.filter(document=document, number=number).exclude(text="").first()
