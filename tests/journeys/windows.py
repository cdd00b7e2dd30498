"""The windows in which every page is looked at, one after the other, without asking the server again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .browser import Visitor


@dataclass(frozen=True)
class Window:
    """A size in CSS pixels, a colour scheme, and how many times larger than usual the reader's letters are."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    text_zoom: int = 1
    #: Whether the page is gone through with the Tab key. The narrowest is where most is folded away or laid over.
    needs_keys: bool = False

    @property
    def needs_axe(self) -> bool:
        """Larger letters change no colour, no name and no role: only the width of the page is looked at."""
        return self.text_zoom == 1


#: 640 × 512 is what a screen of 1280 × 1024 has left at 200 % in the browser's menu. Each size has one scheme: colours
#: change no width, and every page is looked at in both. In an order that changes little from one to the next, which is
#: what costs time.
WINDOWS = (
    Window("1280 px", 1280, 900),
    Window("200 %, dark", 640, 512, scheme="dark"),
    Window("320 px", 320, 640, needs_keys=True),
    Window("320 px, letters twice as large", 320, 640, text_zoom=2),
    Window("1280 px, letters twice as large", 1280, 900, text_zoom=2),
)


def faults(who: Visitor) -> list[str]:
    """What is wrong with the page that `who` reads, in any of the windows. The page ends as wide as it was."""
    before = who.page.viewport_size
    found = []
    for window in WINDOWS:
        who.resize(window.width, window.height, scheme=window.scheme, text_zoom=window.text_zoom)
        seen = who.axe() if window.needs_axe else []
        seen += who.too_wide() + (who.out_of_reach() if window.needs_keys else [])
        found += [f"{window.name}: {line}" for line in seen]
    who.resize(before["width"], before["height"])
    return found


class Clicks:
    """What a visitor presses, counted: a journey says how many it takes."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Any) -> None:
        target.click()
        self.count += 1
