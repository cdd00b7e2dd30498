"""Ranges of a stored file of layers."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bastide.kit.http import ranges

from .files import layer_files
from .problems import LayerUnreadable


def ranged(request: HttpRequest, name: str, *, etag: str, content_type: str) -> HttpResponseBase:
    """A stored file, or the part of it that is asked for. Raises LayerUnreadable when there is no such file."""
    size = layer_files().size(name)
    if size is None:
        raise LayerUnreadable(f"Le fichier « {name} » manque.")
    pieces = partial(layer_files().chunks, name)
    return ranges.ranged(request, size=size, etag=etag, content_type=content_type, pieces=pieces)
