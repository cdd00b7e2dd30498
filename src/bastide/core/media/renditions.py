"""A picture in the sizes and formats of pages: AVIF and WebP for who reads them, JPEG or PNG for all."""

from __future__ import annotations

from dataclasses import dataclass

from .models import MediaImage, MediaRendition

#: Widths in pixels: a phone, a phone with a fine screen or a column, a whole page.
WIDTHS = (400, 800, 1200)


@dataclass(frozen=True)
class Drawn:
    """One picture ready for a page; `sources` are (media type, srcset), the best first."""

    image: MediaImage
    sources: list[tuple[str, str]]
    src: str
    width: int
    height: int


#: The proportions of a picture that stands among others, and of the one that a shared link shows.
CROPS = {"4x3": (4, 3)}
SHARED = "fill-1200x630|format-jpeg"


def specs(image: MediaImage, crop: str = "") -> dict[str, list[str]]:
    """What is drawn; with `crop`, cut to these proportions round the focal point that somebody marked."""
    widths = [width for width in WIDTHS if width < image.width] or [image.width]
    if image.width > widths[-1] and widths[-1] < WIDTHS[-1]:
        widths.append(image.width)
    last = "png" if image.filename.lower().endswith(".png") else "jpeg"
    return {
        "image/avif": [f"{_cut(width, crop)}|format-avif" for width in widths],
        "image/webp": [f"{_cut(width, crop)}|format-webp" for width in widths],
        "": [f"{_cut(min(800, widths[-1]), crop)}|format-{last}"],
    }


def _cut(width: int, crop: str) -> str:
    if not crop:
        return f"width-{width}"
    across, down = CROPS[crop]
    return f"fill-{width}x{max(1, width * down // across)}"


def draw(image: MediaImage, crop: str = "") -> Drawn | None:
    """None for a picture that may not be shown. Renditions that are missing are made: a second each, once."""
    if not image.is_publishable:
        return None
    wanted = specs(image, crop)
    made: dict[str, MediaRendition] = image.get_renditions(*[spec for each in wanted.values() for spec in each])
    sources = [
        (kind, ", ".join(f"{made[spec].url} {made[spec].width}w" for spec in each))
        for kind, each in wanted.items()
        if kind
    ]
    plain = made[wanted[""][0]]
    return Drawn(image, sources, plain.url, plain.width, plain.height)


def prepare(image: MediaImage) -> int:
    """Make every rendition that pages use; gives how many there are."""
    wanted = specs(image)
    return len(image.get_renditions(*[spec for each in wanted.values() for spec in each]))


def shared(image: MediaImage) -> str:
    """The address of the picture as a shared link shows it, cut round its focal point; "" when it may not be shown."""
    return str(image.get_rendition(SHARED).url) if image.is_publishable else ""
