"""The picture that a link to a commune shows when it is shared: its contour and its name, drawn here, from its data."""

from __future__ import annotations

import io
import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from PIL import Image, ImageDraw, ImageFont

from bastide.core.territory.models import Commune
from bastide.kit import ui
from bastide.kit.ui import contrast, palette

#: What networks ask for: 1.91 wide for 1 high.
WIDTH, HEIGHT = 1200, 630
#: Drawn larger, then shrunk: smooth borders.
FINE = 2
MARGIN, BOX = 72, 400
FONTS = Path(ui.__file__).parent / "static/ui/vendor"
TITLE, TEXT = "bricolage-grotesque-latin-wght-normal.woff2", "atkinson-hyperlegible-next-latin-wght-normal.woff2"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def share_card(commune: Commune, lines: tuple[str, str]) -> bytes:
    """A PNG of 1200 × 630 pixels; `lines` stand under the name. Without a contour there are only words.

    About 60 ms: keep what it gives.
    """
    colours = _colours()
    picture = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), colours["band"])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, (HEIGHT - 14) * FINE, WIDTH * FINE, HEIGHT * FINE), fill=colours["ochre"])
    left = MARGIN
    if contour := getattr(commune, "contour", None):
        for rings in _rings(bytes(contour.wkb)):
            pen.polygon(rings[0], fill=colours["emblem"])
            for hole in rings[1:]:
                pen.polygon(hole, fill=colours["band"])
        left += BOX + 64
    room = WIDTH - left - MARGIN
    words, font, high = _name(commune.name, room)
    above, below = lines
    rows = [(line, font, high, colours["on-band"]) for line in words]
    rows += [(line, _font(TEXT, 500, 34), 50, colours["on-band-2"]) for line in _wrapped(above, TEXT, 500, 34, room)]
    rows += [(line, _font(TEXT, 700, 30), 46, colours["emblem"]) for line in _wrapped(below, TEXT, 700, 30, room)]
    down = (HEIGHT - 14 - sum(row[2] for row in rows)) / 2
    for line, chosen, tall, colour in rows:
        pen.text((left * FINE, down * FINE), line, font=chosen, fill=colour)
        down += tall
    out = io.BytesIO()
    picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _colours() -> dict[str, str]:
    own = palette.current()
    return {**contrast.read_tokens()["light"], **(own.light if own else {})}


def _rings(wkb: bytes) -> list[list[list[tuple[float, float]]]]:
    """For each part of the contour, its border and its holes, in pixels of the fine picture."""
    shape = shapely.from_wkb(wkb)
    _west, low, _east, high = shape.bounds
    # North up, true proportions in the middle.
    shrink = np.array([math.cos(math.radians((low + high) / 2)), -1])
    flat = shapely.transform(shape, lambda degrees: degrees * shrink)
    west, north, east, south = flat.bounds
    scale = BOX / max(east - west, south - north)
    indent = np.array([MARGIN + (BOX - (east - west) * scale) / 2, (HEIGHT - 14 - (south - north) * scale) / 2])
    placed = shapely.transform(flat, lambda units: ((units - np.array([west, north])) * scale + indent) * FINE)
    return [
        [[(x, y) for x, y in shapely.get_coordinates(ring).tolist()] for ring in shapely.get_rings(part)]
        for part in shapely.get_parts(placed)
    ]


def _name(name: str, room: int) -> tuple[list[str], Font, int]:
    """The name on as few lines as its size allows, and how high each is."""
    for size, most in ((92, 1), (72, 2), (58, 2), (48, 3), (38, 4)):
        lines = _wrapped(name, TITLE, 700, size, room)
        if len(lines) <= most and all(_width(line, TITLE, 700, size) <= room for line in lines):
            break
    return lines, _font(TITLE, 700, size), round(size * 1.25)


def _wrapped(text: str, face: str, weight: int, size: int, room: int) -> list[str]:
    """Cut at spaces and after hyphens; a word that is too long stays whole."""
    lines = [""]
    for piece in re.findall(r"[^\s-]+-?|\s+", text):
        if lines[-1].strip() and _width(lines[-1] + piece, face, weight, size) > room and piece.strip():
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _width(text: str, face: str, weight: int, size: int) -> float:
    return _font(face, weight, size).getlength(text) / FINE


@cache
def _font(face: str, weight: int, size: int) -> Font:
    """One of our typefaces; the plain one of the library where the front-end files were not copied."""
    path = FONTS / face
    if not path.is_file():
        return ImageFont.load_default(size * FINE)
    font = ImageFont.truetype(path, size * FINE)
    font.set_variation_by_axes([weight])
    return font
