"""Writing and reading pages: how soon a change is seen, what a section costs, whether the back office stays flat."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

from tests.journeys.server import Server, prepared, serving

from .load import Target, measure, middle, ratio
from .machine import description, table
from .pages import COMMUNE, UNCACHED, pid_of

SECTION = "/installez-vous/"
ROUNDS, SECONDS = 5, 2.0
PAGES, MEDIA = 5_000, 20_000


def run(arguments: list[str]) -> None:
    """`--quick` measures less; `--pages=N`, `--media=N`; `--only-office` leaves the server out, `--only-server` leaves
    the back office out; `--screens=WORDS` takes those of its screens whose name has these words.
    """
    options = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    rounds, seconds = (3, 1.0) if "quick" in options else (ROUNDS, SECONDS)
    pages, media = int(options.get("pages") or PAGES), int(options.get("media") or MEDIA)
    with ExitStack() as stack:
        installed = stack.enter_context(prepared())
        if "only-office" not in options:
            with serving(installed, workers=2) as server:
                report_sections(measure(targets_of(server), rounds=rounds, seconds=seconds))
                inside(server, f"publish({server.port})")
        if "only-server" not in options:
            inside(installed, f"office({pages}, {media}, {options.get('screens') or ''!r})")
    print(f"\n`python -m bench editorial`, {description()}.\n", flush=True)


def inside(server: Server, call: str) -> None:
    """Run a function of the worker in a process of the installation."""
    code = f"from bench.editorial_worker import *; {call}"
    command = [sys.executable, "-m", "bastide.project", "shell", "--verbosity", "0", "--command", code]
    subprocess.run(command, env=os.environ | server.environment, check=True)


def targets_of(server: Server) -> list[Target]:
    port, pid = server.port, pid_of(server)
    return [
        Target("section, cached", port, SECTION, pid),
        Target("commune, cached", port, COMMUNE, pid),
        Target("section, made each time", port, SECTION, pid, UNCACHED),
        Target("commune, made each time", port, COMMUNE, pid, UNCACHED),
    ]


def report_sections(results: dict) -> None:
    rows = [
        [
            name,
            f"{middle(each, 'per_second'):,.0f}",
            f"{middle(each, 'cpu_ms'):.2f}",
            f"{middle(each, 'bytes') / 1000:.1f}",
        ]
        for name, each in results.items()
    ]
    print("## Pages that people write\n")
    print(table(["page", "requests/s", "server CPU ms", "kB"], rows))
    cached, made = "section, cached", "section, made each time"
    print(
        f"\nSection ÷ commune, in processor time: {ratio(results, cached, 'commune, cached', 'cpu_ms'):.2f} cached, "
        f"{ratio(results, made, 'commune, made each time', 'cpu_ms'):.2f} made each time.\n",
        flush=True,
    )


if __name__ == "__main__":
    run(sys.argv[1:])
