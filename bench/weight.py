"""What a first visit costs a reader's line, as Chromium counts the bytes that arrive."""

from __future__ import annotations

import sys
from collections import defaultdict

from tests.journeys.browser import chromium, find_chromium, visitor
from tests.journeys.server import prepared, serving

from .machine import description, table

PAGES = {
    "home": "/",
    "commune": "/communes/lamonzie-saint-martin/",
    "EPCI": "/intercommunalites/bergeracoise/",
    "search": "/recherche/?q=lamonzie",
    # Over the budget on purpose: it is opened by going there (decision 0058).
    "map, opened": "/carte/",
}
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS", "Font": "fonts"}
BUDGET_KB = 150


def run(_arguments: list[str]) -> None:
    path = find_chromium()
    if path is None:
        sys.exit("The weight of pages needs Chromium.")
    with prepared() as installed, serving(installed) as server, chromium(path) as browser:
        rows = []
        for name, address in PAGES.items():
            # Twice: the first visit may find the page not compressed yet; both visitors come without any past.
            for _ in range(2):
                with visitor(browser, server.origin) as who:
                    weights = weigh(who, address)
            counted = sum(weights[kind] for kind in KINDS.values())
            rows.append([name, *(f"{weights[kind] / 1000:.1f}" for kind in KINDS.values()), f"{counted / 1000:.1f}"])
            rows[-1].append(f"{weights['other'] / 1000:.1f}")
    print("## Weight of a first visit\n")
    print(table(["page, kB on the wire", *KINDS.values(), "in all", "pictures"], rows))
    print(f"\nBudget ≤ {BUDGET_KB} kB without pictures. `python -m bench weight`, {description()}.\n", flush=True)


def weigh(who, address: str) -> dict[str, int]:
    """Bytes by kind, headers included."""
    session = who.context.new_cdp_session(who.page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    weights: dict[str, int] = defaultdict(int)

    def finished(event: dict) -> None:
        weights[KINDS.get(kinds.get(event["requestId"], ""), "other")] += event["encodedDataLength"]

    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", finished)
    who.go(address).wait_for_load_state("networkidle")
    return weights


if __name__ == "__main__":
    run(sys.argv[1:])
