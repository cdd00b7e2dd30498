"""The answer of an inspection, and its refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.base import ContentFile


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be kept: its ending, its media type, its name in a sentence."""

    ending: str
    media_type: str
    label: Any


class Refused(Exception):
    """The file may not be kept. The message says what was found and what to do; it is read by who sent the file."""

    def __init__(self, message: Any, *, code: str) -> None:
        super().__init__(message)
        self.message, self.code = message, code


@dataclass(frozen=True)
class Seen:
    """What a picture told of itself before it was made again without it."""

    taken_on: date | None = None
    #: (longitude, latitude) in degrees, when the camera wrote where it stood.
    position: tuple[float, float] | None = None


@dataclass
class Checked:
    """A file that passed: what to keep of it, under an ending that tells the truth."""

    kind: Kind
    content: bytes
    seen: Seen = field(default_factory=Seen)

    def as_file(self, name: str) -> CheckedFile:
        stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].strip(" .") or "fichier"
        return CheckedFile(self, f"{stem[:80]}.{self.kind.ending}")


class CheckedFile(ContentFile[bytes]):
    """A file whose content was looked at: the storage's own barrier lets it through."""

    def __init__(self, checked: Checked, name: str) -> None:
        super().__init__(checked.content, name=name)
        self.checked = checked
        self.content_type = checked.kind.media_type
