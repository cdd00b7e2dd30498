"""The socket `folder`: each app says which files of an installation must survive it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bastide.kit.registry.sockets import Socket


@dataclass(frozen=True)
class KeptFolder:
    """A folder of files that are written once and never changed in place.

    `path()` gives it, or None when its files live elsewhere (on S3): then they are not ours to save.
    """

    title: Any
    path: Callable[[], Path | None]


folders = Socket(
    "kit.registry.folder",
    module="folders",
    plug_type=KeptFolder,
    doc="A folder of files that `bastide backup` keeps and `bastide restore` brings back.",
)
