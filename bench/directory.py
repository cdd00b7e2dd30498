"""The directory with a million generated places, on SQLite and PostgreSQL: search, counts, map, whole pages.

Each installation has a process and a database of its own. Beside the counts stands what one would write without our
layer: three GROUP BY of the same database.
"""

from __future__ import annotations

import sys

from .installation import VENDORS, run_inside
from .machine import description

ROWS = 1_000_000


def run(arguments: list[str]) -> None:
    """`--rows=N`; `--only=sqlite` or `postgresql`; `--no-words` leaves the index out; `--france`: all its communes."""
    options = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    rows, words, france = int(options.get("rows") or ROWS), "no-words" not in options, "france" in options
    print("## Directory\n", flush=True)
    for vendor in [options["only"]] if "only" in options else VENDORS:
        code = f"from bench.directory_worker import work; work({rows}, words={words}, france={france})"
        run_inside(vendor, code)
    print(f"\n{description()}")


if __name__ == "__main__":
    run(sys.argv[1:])
