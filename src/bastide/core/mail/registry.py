"""The socket `preview`: each app shows what its mails look like, with invented content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bastide.kit.registry.sockets import Socket


@dataclass(frozen=True)
class MailPreview:
    """One kind of mail. `template` is as in `actions.post`; `context()` gives invented content, never a real row."""

    title: Any
    subject: Any
    template: str
    context: Callable[[], Mapping[str, Any]]


previews = Socket(
    "core.mail.preview",
    module="mail_previews",
    plug_type=MailPreview,
    doc="A kind of mail with invented content, read by the pôle's page of mails.",
)
