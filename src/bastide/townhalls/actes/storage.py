"""Where the files of acts lie: with uploaded files, in a folder that no address of /media/ shows."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

#: `core.media.views.picture` answers for pictures of pages only; these files have their own doors.
FOLDER = "actes"


def private_path(owner: Any, name: str) -> str:
    """A path that tells nothing and is never used twice; only the ending of `name` is kept."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    safe = ending if ending.isalnum() and len(ending) <= 5 else "bin"
    token = uuid.uuid4().hex
    return f"{FOLDER}/{token[:2]}/{token}.{safe}"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def weight(size: int) -> str:
    """ "182 ko", "1,2 Mo": how heavy a file is, in the units that people read."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u202fko"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + "\u202fMo"
