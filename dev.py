"""What `make` calls: install, run, test. Standard library only, so that it works before anything is installed."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/bastide/kit/ui/static/ui/vendor"

#: What the pages take from npm, and the name it gets under `static/ui/vendor/`.
ASSETS = {
    "@fontsource-variable/atkinson-hyperlegible-next/LICENSE": "atkinson-hyperlegible-next-LICENSE.txt",
    "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2": "",
    "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "",
    "@fontsource-variable/bricolage-grotesque/LICENSE": "bricolage-grotesque-LICENSE.txt",
    "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2": "",
    "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-ext-wght-normal.woff2": "",
    "htmx.org/dist/htmx.min.js": "",
}


def copy_assets() -> None:
    """Fill `static/ui/vendor/` from `node_modules/`; what is no longer listed disappears."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in ASSETS.items():
        origin = NODE_MODULES / source
        shutil.copyfile(origin, VENDOR / (name or origin.name))


if __name__ == "__main__":
    {"assets": copy_assets}[sys.argv[1]]()
