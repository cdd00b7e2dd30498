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
    needs_axe: bool = False
    #: Whether the page is gone through with the Tab key.
    needs_keys: bool = False


#: 640 × 512 is what a screen of 1280 × 1024 has left at 200 % in the browser's menu. axe sees each scheme once, and
#: both shapes of a page; of the others the width is looked at, which colours do not change. The narrowest is where
#: most is folded away: there the keyboard goes. In an order that changes little from one to the next: that takes time.
WINDOWS = (
    Window("1280 px", 1280, 900, needs_axe=True),
    Window("1280 px, letters twice as large", 1280, 900, text_zoom=2),
    Window("320 px, letters twice as large", 320, 640, scheme="dark", text_zoom=2),
    Window("320 px, dark", 320, 640, scheme="dark", needs_axe=True, needs_keys=True),
    Window("200 %", 640, 512, scheme="dark"),
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
