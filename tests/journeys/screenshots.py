"""The pictures of `docs/screenshots/`, taken from the demonstration: `make screenshots`.

The server's clock is the real one, so "ouvert" and "fermé" depend on when they are taken.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image

from . import with_django  # noqa: F401
from .browser import chromium, find_chromium, visitor
from .people import sign_in
from .server import ROOT, prepared, serving

FOLDER = ROOT / "docs/screenshots"
#: By name: an address, and who of the demonstration looks at it.
SCREENS = {
    "home": ("/", None),
    "commune": ("/communes/monbazillac/", None),
    "epci": ("/intercommunalites/bastides-dordogne-perigord/", None),
    "search": ("/recherche/?q=lamonzie", None),
    "annuaire": ("/annuaire/?genre=health&autour=bergerac", None),
    "guide": ("/guides/part/F1341?commune=monbazillac", None),
    "agenda": ("/agenda/", None),
    "espace": ("/espace/organismes/commune-monbazillac/", "secretaire"),
    "espace-elus": ("/espace/organismes/commune-monbazillac/elus/", "secretaire"),
    "acte": ("/espace/organismes/commune-monbazillac/actes/1/", "secretaire"),
    "espace-pole": ("/espace/organismes/pole-grand-bergeracois/", "pole"),
    "personnes": ("/espace/personnes/", "pole"),
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
        keys: dict[str, list] = {}
        for name, (address, login) in SCREENS.items():
            for device, width in WIDTHS.items():
                if only and name not in only:
                    continue
                with visitor(browser, server.origin, width=width) as who:
                    if login:
                        # A code serves once: each signs in once.
                        if login not in keys:
                            keys[login] = sign_in(who, login).context.cookies()
                        who.context.add_cookies(keys[login])
                    page = who.go(address)
                    page.wait_for_load_state("networkidle")
                    save(page.screenshot(full_page=True), FOLDER / f"{name}-{device}.png")
                    complaints += who.complaints
    return complaints


if __name__ == "__main__":
    sys.exit("\n".join(take(set(sys.argv[1:]))) or 0)
