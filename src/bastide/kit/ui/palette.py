"""A territory's own colours: a JSON file that replaces some tokens, served as a stylesheet after ours.

    {"light": {"vine": "#1d4f7a", "vine-hover": "#12385a"}, "dark": {"vine": "#9cc9ee"}}

`UI_PALETTE_FILE` (BASTIDE_PALETTE_FILE in the environment) names the file; `checks.py` refuses colours that
cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from . import contrast


class UnreadablePalette(Exception):
    """The file is missing, is not JSON, or names something that is no colour of the theme."""


@dataclass(frozen=True)
class Palette:
    light: dict[str, str]
    dark: dict[str, str]

    def css(self) -> str:
        def block(selector: str, colours: dict[str, str]) -> str:
            return selector + "{" + "".join(f"--{name}:{value};" for name, value in sorted(colours.items())) + "}"

        return (
            "@layer palette{"
            + block(":root", self.light)
            + "@media (prefers-color-scheme:dark){"
            + block(':root:not([data-theme="light"])', {**_base("dark", self.light), **self.dark})
            + "}"
            + block(':root[data-theme="dark"]', {**_base("dark", self.light), **self.dark})
            + "}"
        )

    def digest(self) -> str:
        return hashlib.sha256(self.css().encode()).hexdigest()[:16]

    def shortfalls(self) -> list[contrast.Shortfall]:
        """What cannot be read once these colours replace ours."""
        ours = contrast.read_tokens()
        return [
            *contrast.shortfalls({**ours["light"], **self.light}, "light"),
            *contrast.shortfalls({**ours["dark"], **self.dark}, "dark"),
        ]


def _base(theme: str, names: dict[str, str]) -> dict[str, str]:
    """Our own values of `names`: a colour changed for the day only must not leak into the night."""
    ours = contrast.read_tokens()[theme]
    return {name: ours[name] for name in names}


def read(path: Path) -> Palette:
    """Raises UnreadablePalette, in words, for anything but known tokens and #rrggbb colours."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise UnreadablePalette(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict) or not content.keys() <= {"light", "dark"}:
        raise UnreadablePalette(f'{path} must be an object with "light" and "dark".')
    known = contrast.read_tokens()["light"]
    for theme, colours in content.items():
        if not isinstance(colours, dict):
            raise UnreadablePalette(f'{path}: "{theme}" must be an object of colours.')
        for name, value in colours.items():
            if name not in known:
                raise UnreadablePalette(f'{path}: "{name}" is no colour of the theme.')
            if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-f]{6}", value):
                raise UnreadablePalette(f'{path}: "{name}" must be written #rrggbb, in small letters.')
    return Palette(light=content.get("light", {}), dark=content.get("dark", {}))


@lru_cache(maxsize=4)
def _read_once(path: str) -> Palette:
    return read(Path(path))


def current() -> Palette | None:
    """The palette of this installation, read once a process."""
    return _read_once(settings.UI_PALETTE_FILE) if settings.UI_PALETTE_FILE else None
