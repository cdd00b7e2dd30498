"""The search at 128 communes, and at all of France with a million generated places, on SQLite and PostgreSQL.

Each installation has a process and a database of its own. Beside each answer stands what one would write without our
layer: titles and summaries in one full-text table of the same database, ordered by that database's own rank.
"""

from __future__ import annotations

import sys

from .installation import VENDORS, run_inside
from .machine import description

ROWS = 1_000_000


def run(arguments: list[str]) -> None:
    """`--rows=N` generated places, `--only=sqlite` or `--only=postgresql`, `--keep=FOLDER` keeps SQLite's database."""
    options = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    print("## Search\n", flush=True)
    for vendor in [options["only"]] if "only" in options else VENDORS:
        code = f"from bench.search_worker import work; work({int(options.get('rows') or ROWS)})"
        run_inside(vendor, code, options.get("keep", ""))
    print(f"\n{description()}")


if __name__ == "__main__":
    run(sys.argv[1:])
