"""Once a document's words were read, its publication is found by them, page by page."""

from bastide.core.media.models import MediaDocument
from bastide.core.media.registry import DocumentListener, document_listeners

from . import actions
from .models import PublishedDocument


def refresh(document: MediaDocument) -> None:
    publication = PublishedDocument.objects.filter(document=document).first()
    if publication is not None:
        actions.show_again(thing=publication)


document_listeners.plug("publications", DocumentListener("Publications", refresh))
