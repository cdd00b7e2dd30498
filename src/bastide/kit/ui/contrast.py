"""Contrast of the theme's colours, computed from the token file and from a territory's own palette.

One list says which colour is read on which; the tests, the gallery and the start-up check use it.
Source of the formula: WCAG 2.2, "relative luminance" and "contrast ratio" (read 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TOKENS_FILE = Path(__file__).parent / "static" / "ui" / "tokens.css"

#: Enough for any reader (AAA), and enough for large words, borders of controls and marks (AA).
TEXT = 7.0
LARGE = 3.0

Colours = Mapping[str, str]


@dataclass(frozen=True)
class Pair:
    """`colour` is seen on `ground`; both are names of tokens."""

    colour: str
    ground: str
    minimum: float
    use: str


@dataclass(frozen=True)
class Shortfall:
    """A pair that cannot be read well enough."""

    theme: str
    pair: Pair
    ratio: float

    def __str__(self) -> str:
        return (
            f"{self.theme}: --{self.pair.colour} on --{self.pair.ground} ({self.pair.use}) has a contrast of "
            f"{self.ratio:.2f}, at least {self.pair.minimum:g} is needed"
        )


def _pairs() -> Iterator[Pair]:
    for ground in ("stone-0", "stone-1", "card"):
        for colour, use in (("ink", "text"), ("ink-2", "secondary text"), ("wine", "dates"), ("error", "errors")):
            yield Pair(colour, ground, TEXT, use)
        yield Pair("vine", ground, TEXT, "outlined buttons, icons")
        yield Pair("vine-deep", ground, TEXT, "outlined buttons under the pointer")
        yield Pair("river-deep", ground, TEXT, "links on a tinted ground")
        yield Pair("stone-3", ground, LARGE, "border of controls")
        yield Pair("error-line", ground, LARGE, "border of a field in error")
    yield Pair("river", "stone-0", TEXT, "links")
    yield Pair("river", "card", TEXT, "links in a box")
    for tone in ("river", "vine", "ochre", "error", "wine"):
        yield Pair("ink", f"{tone}-soft", TEXT, "text of a notice")
        yield Pair("river-deep", f"{tone}-soft", TEXT, "links of a notice")
    yield Pair("vine-deep", "vine-soft", TEXT, "status, chosen answer")
    yield Pair("wine", "wine-soft", TEXT, "status")
    yield Pair("ochre-deep", "ochre-soft", TEXT, "status")
    yield Pair("river-deep", "river-soft", TEXT, "status")
    yield Pair("error", "error-soft", TEXT, "dangerous button under the pointer")
    yield Pair("vine", "vine-soft", LARGE, "border of the chosen answer")
    yield Pair("on-vine", "vine", TEXT, "main buttons")
    yield Pair("on-vine", "vine-hover", TEXT, "main buttons under the pointer")
    yield Pair("stone-0", "ink", TEXT, "skip link, current page, chosen suggestion")
    for colour, use in (("on-band", "title"), ("on-band-2", "labels"), ("emblem", "emblem")):
        yield Pair(colour, "band", LARGE if colour == "emblem" else TEXT, f"{use} of the band")
    yield Pair("band", "on-band", TEXT, "button of the band")
    yield Pair("band", "on-band-2", TEXT, "button of the band under the pointer")
    yield Pair("on-foot", "foot", TEXT, "foot of the page")
    for area in range(1, 7):
        yield Pair("on-map", f"map-{area}", TEXT, "names on the map")
        yield Pair("map-here", f"map-{area}", LARGE, "the place meant on the map")
    yield Pair("on-map-here", "map-here", TEXT, "name of the place meant")


PAIRS = tuple(_pairs())

_BLOCK = re.compile(r"(:root[^\s{]*)\s*\{([^{}]*)\}")
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")
_THEMES = {":root": "light", ':root:not([data-theme="light"])': "dark", ':root[data-theme="dark"]': "dark, forced"}


def read_tokens(css: str | None = None) -> dict[str, dict[str, str]]:
    """Colours by theme: "light", "dark" (the system's choice) and "dark, forced" (`data-theme`)."""
    themes: dict[str, dict[str, str]] = {name: {} for name in _THEMES.values()}
    for selector, body in _BLOCK.findall(TOKENS_FILE.read_text() if css is None else css):
        themes[_THEMES[selector]].update(_COLOUR.findall(body))
    return themes


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def shortfalls(colours: Colours, theme: str) -> list[Shortfall]:
    """Every pair of PAIRS that falls short in `colours`."""
    found = ((pair, ratio(colours[pair.colour], colours[pair.ground])) for pair in PAIRS)
    return [Shortfall(theme, pair, value) for pair, value in found if value < pair.minimum]
