"""What a page is made of: one class and one template of the same name for each block.

A block that is not in BODY is part of another one. `/gabarits/blocs/` shows them all (`gallery.py`).
"""

from __future__ import annotations

from .data import ContactsBlock, MapBlock, PlacesBlock, tags_of
from .media import AudioBlock, DocumentsBlock, GalleryBlock, PictureBlock, VideoBlock
from .words import CallToActionBlock, CardsBlock, FaqBlock, FiguresBlock, QuoteBlock, TableBlock, TextBlock

__all__ = ["BODY", "tags_of"]

#: The name of a block in the stored JSON never changes.
BODY = [
    ("text", TextBlock()),
    ("picture", PictureBlock()),
    ("gallery", GalleryBlock()),
    ("video", VideoBlock()),
    ("audio", AudioBlock()),
    ("documents", DocumentsBlock()),
    ("cards", CardsBlock()),
    ("contacts", ContactsBlock()),
    ("places", PlacesBlock()),
    ("map", MapBlock()),
    ("call_to_action", CallToActionBlock()),
    ("faq", FaqBlock()),
    ("table", TableBlock()),
    ("quote", QuoteBlock()),
    ("figures", FiguresBlock()),
]
