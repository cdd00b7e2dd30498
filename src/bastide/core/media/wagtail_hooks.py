"""Where Wagtail asks us before it serves a document."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from wagtail import hooks

from . import queries
from .models import MediaDocument


@hooks.register("before_serve_document")
def refuse_withheld(document: MediaDocument, request: HttpRequest) -> None:
    """A draft or something withdrawn is for its own body: to others it is not there."""
    if not queries.may_read_document(request.user, document):
        raise Http404
