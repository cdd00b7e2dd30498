"""Ten times the visits of the Pôle, with bursts of fifty times the mean, on both databases.

720,000 visits a year is what the first user counts. A visit opens a page, takes its style sheets and scripts once,
looks for a commune with suggestions, reads it and one page more, with a reader's pauses. Visits begin when they begin,
however slow the answers of the others are.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dev import private_postgres
from tests.journeys.server import Server, bastide, prepared, serving

from .load import length_of
from .machine import description, table

VISITS_A_YEAR = 10 * 720_000
BURST = 50
CALM_SECONDS, BURST_SECONDS = 20.0, 60.0
PAUSE_SECONDS = 3.0
LIST_COMMUNES = """
from bastide.core.territory.models import Commune
print(" ".join(Commune.objects.whole().values_list("slug", flat=True)))
"""
WORDS = ("mairie", "école", "saint", "ber", "monba", "lamonzie", "passeport", "état civil", "ey", "déchets")
FILES = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|mjs))"')


@dataclass
class Seen:
    """What all visitors of one phase met: seconds by kind of address, and how many answers of each other kind."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    visits: int = 0

    def note(self, kind: str, seconds: float) -> None:
        self.seconds.setdefault(kind, []).append(seconds)


@asynccontextmanager
async def connection(server: Server) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def ask(server: Server, line: tuple[asyncio.StreamReader, asyncio.StreamWriter], path: str) -> tuple[int, bytes]:
    reader, writer = line
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head[9:12]), await reader.readexactly(length_of(head))


async def visit(server: Server, communes: list[str], chance: random.Random, seen: Seen) -> None:
    """One reader, on one kept connection."""
    seen.visits += 1
    word, commune = chance.choice(WORDS), chance.choice(communes)
    typed = [f"/recherche/suggestions/?{urlencode({'q': word[:end]})}" for end in range(2, min(len(word), 5) + 1)]
    last = chance.choice(
        (f"/communes/{commune}/contact/", "/carte/", f"/recherche/?{urlencode({'q': word})}", "/communes/")
    )
    try:
        async with connection(server) as line:
            page = await timed(server, line, "page", "/" if chance.random() < 0.5 else f"/communes/{commune}/", seen)
            for file in dict.fromkeys(FILES.findall(page.decode(errors="replace"))):
                await timed(server, line, "file", file, seen)
            await asyncio.sleep(chance.expovariate(1 / PAUSE_SECONDS))
            for path in typed:
                await timed(server, line, "suggestion", path, seen)
                await asyncio.sleep(0.2)
            await timed(server, line, "page", f"/communes/{commune}/", seen)
            await asyncio.sleep(chance.expovariate(1 / PAUSE_SECONDS))
            await timed(server, line, "page", last, seen)
    except (OSError, asyncio.IncompleteReadError) as error:
        seen.failures[type(error).__name__] += 1


async def timed(server: Server, line: tuple, kind: str, path: str, seen: Seen) -> bytes:
    asked = time.monotonic()
    status, body = await ask(server, line, path)
    seen.note(kind, time.monotonic() - asked)
    if status != 200:
        seen.failures[f"{status} {path.partition('?')[0]}"] += 1
    return body


async def phase(server: Server, communes: list[str], *, per_second: float, seconds: float) -> Seen:
    """Visits that begin by chance, `per_second` of them in the mean, during `seconds`; waits for the last to leave."""
    chance, seen, visits = random.Random(24), Seen(), []
    begun = due = time.monotonic()
    while (due := due + chance.expovariate(per_second)) < begun + seconds:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        visits.append(asyncio.create_task(visit(server, communes, chance, seen)))
    await asyncio.gather(*visits)
    return seen


def run(arguments: list[str]) -> None:
    """`--quick` lasts a third; `--only=sqlite` or `--only=postgresql`."""
    share = 1 / 3 if "--quick" in arguments else 1.0
    chosen = [argument.partition("=")[2] for argument in arguments if argument.startswith("--only=")]
    rows: list[list[str]] = []
    for vendor in chosen or ["sqlite", "postgresql"]:
        rows += measure(vendor, share)
    print("## Visits\n")
    print(table(["database, phase", "visits", "answer", "count", "p50 ms", "p95 ms", "p99 ms", "worst ms"], rows))
    print(f"\nTwo Granian workers, `python -m bench visits`, {description()}.\n", flush=True)


def measure(vendor: str, share: float) -> list[list[str]]:
    mean = VISITS_A_YEAR / (365 * 86_400)
    rows = []
    with ExitStack() as stack:
        if vendor == "postgresql":
            os.environ["DATABASE_URL"] = stack.enter_context(private_postgres())
            stack.callback(os.environ.pop, "DATABASE_URL")
        server = stack.enter_context(serving(stack.enter_context(prepared()), workers=2))
        communes = bastide(server.environment, "shell", "--verbosity", "0", "--command", LIST_COMMUNES).split()
        for name, rate, seconds in (("mean", mean, CALM_SECONDS), ("burst", BURST * mean, BURST_SECONDS)):
            seen = asyncio.run(phase(server, communes, per_second=rate, seconds=seconds * share))
            rows += rows_of(f"{vendor}, {name} ({rate:.2f} visits/s)", seen)
            print(f"{vendor}, {name}: {sum(seen.failures.values())} errors {dict(seen.failures)}", flush=True)
    return rows


def rows_of(name: str, seen: Seen) -> list[list[str]]:
    rows = []
    for kind, seconds in sorted(seen.seconds.items()):
        ms = sorted(1000 * each for each in seconds)
        cuts = statistics.quantiles(ms, n=100, method="inclusive") if len(ms) > 1 else ms * 99
        figures = [f"{cuts[rank - 1]:.1f}" for rank in (50, 95, 99)]
        rows.append([name, str(seen.visits), kind, str(len(ms)), *figures, f"{ms[-1]:.1f}"])
    return rows


if __name__ == "__main__":
    run(sys.argv[1:])
