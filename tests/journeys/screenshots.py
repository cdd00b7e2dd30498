"""The pictures of `docs/screenshots/`, taken from the demonstration: `make screenshots`.

The server's clock is the real one, so "ouvert" and "fermé" depend on when they are taken.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from .browser import chromium, find_chromium, visitor
from .server import ROOT, prepared, serving

FOLDER = ROOT / "docs/screenshots"
SCREENS = {
    "home": "/",
    "commune": "/communes/monbazillac/",
    "epci": "/intercommunalites/bastides-dordogne-perigord/",
    "search": "/recherche/?q=lamonzie",
}
WIDTHS = {"desktop": 1280, "phone": 360}


def save(picture: bytes, path: Path) -> None:
    """Write `picture` with a palette: flat colours lose nothing that the eye sees, in a third of the size."""
    with Image.open(io.BytesIO(picture)) as full:
        full.convert("RGB").quantize(colors=192, dither=Image.Dither.NONE).save(path, optimize=True)


def take(only: set[str]) -> list[str]:
    """Take the pictures named in `only`, or all; returns what the browser complained of."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    complaints = []
    with prepared() as installed, serving(installed) as server, chromium(find_chromium() or "chromium") as browser:
        for name, address in SCREENS.items():
            for device, width in WIDTHS.items():
                if only and name not in only:
                    continue
                with visitor(browser, server.origin, width=width) as who:
                    page = who.go(address)
                    page.wait_for_load_state("networkidle")
                    save(page.screenshot(full_page=True), FOLDER / f"{name}-{device}.png")
                    complaints += who.complaints
    return complaints


if __name__ == "__main__":
    sys.exit("\n".join(take(set(sys.argv[1:]))) or 0)
