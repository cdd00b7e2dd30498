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


#: To print and to copy an address, a browser has its own menu; only a script is told a place, or reads a key.
ONLY_WITH_SCRIPT = "[data-action=print], [data-action=copy], [data-near-me], [data-needs-script]"
ONLY_WITHOUT = "[data-without-script]"
WORDS = """(left_out) => {
  const shown = [...document.querySelectorAll(left_out)].filter((part) => !part.hidden);
  for (const part of shown) part.hidden = true;
  const words = document.querySelector("main").innerText.split(/\\s+/);
  for (const part of shown) part.hidden = false;
  return words;
}"""
#: What was compared with and without JavaScript: names of templates, and « POST name » for those that answered a form.
COMPARED: set[str] = set()


def faults(who: Visitor, *, is_live: bool = False) -> list[str]:
    """What is wrong with the page that `who` reads, in any of the windows. The page ends as wide as it was.

    Without JavaScript, the same answer is read with it too, and both must say the same, unless it `is_live`.
    """
    other, found = _with_script(who, is_live=is_live)
    before = other.page.viewport_size
    for window in WINDOWS:
        other.resize(window.width, window.height, scheme=window.scheme, text_zoom=window.text_zoom)
        seen = other.axe() if window.needs_axe else []
        seen += other.too_wide() + (other.out_of_reach() if window.needs_keys else [])
        found += [f"{window.name}: {line}" for line in seen]
    other.resize(before["width"], before["height"])
    return found


def looked_at(who: Visitor) -> list[str]:
    """The same in the window as it is, without going through the page with the Tab key."""
    other, found = _with_script(who)
    return found + other.axe() + other.too_wide()


def _with_script(who: Visitor, *, is_live: bool = False) -> tuple[Visitor, list[str]]:
    """A window with JavaScript on what `who` reads, and what it says otherwise than the one without."""
    if who.open_with_script is None:
        return who, []
    other = who.with_script()
    if is_live:
        return other, []
    left_out = f"{ONLY_WITH_SCRIPT}, {ONLY_WITHOUT}"
    without, with_script = (each.page.evaluate(WORDS, left_out) for each in (who, other))
    page, *parts = (who.answer.header_value("x-templates") or "").split()
    COMPARED.update((page, *parts))
    if who.answer.request.method == "POST":
        COMPARED.add(f"POST {page}")
    if without == with_script:
        return other, []
    return other, [f"{who.page.url} says with JavaScript {with_script}, and without {without}"]


class Clicks:
    """What a visitor presses, counted: a journey says how many it takes."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Any) -> None:
        target.click()
        self.count += 1
