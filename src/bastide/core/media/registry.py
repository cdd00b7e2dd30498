"""Sockets of media: who must know that a document's words were read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bastide.kit.registry.sockets import Socket

if TYPE_CHECKING:
    from .models import MediaDocument


@dataclass(frozen=True)
class DocumentListener:
    """Who keeps something derived from a document's words; `refresh(document)` runs in the reading's transaction."""

    title: str
    refresh: Callable[[MediaDocument], None]


document_listeners = Socket(
    "core.media.document_read",
    module="document_listeners",
    plug_type=DocumentListener,
    doc="What is made again once the words of a document were read.",
)
