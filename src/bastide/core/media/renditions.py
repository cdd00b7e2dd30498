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


def specs(image: MediaImage) -> dict[str, list[str]]:
    widths = [width for width in WIDTHS if width < image.width] or [image.width]
    if image.width > widths[-1] and widths[-1] < WIDTHS[-1]:
        widths.append(image.width)
    last = "png" if image.filename.lower().endswith(".png") else "jpeg"
    return {
        "image/avif": [f"width-{width}|format-avif" for width in widths],
        "image/webp": [f"width-{width}|format-webp" for width in widths],
        "": [f"width-{min(800, widths[-1])}|format-{last}"],
    }


def draw(image: MediaImage) -> Drawn | None:
    """None for a picture that may not be shown. Renditions that are missing are made: a second each, once."""
    if not image.is_publishable:
        return None
    wanted = specs(image)
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
