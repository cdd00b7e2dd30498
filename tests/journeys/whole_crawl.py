"""`make crawl`: follows every link of the demonstration, by the portal's name and by each domain of its own.

The suite samples the kinds that have thousands of twins; this reads them all, in some minutes.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import with_django  # noqa: F401
from .crawl import START, Answer, Crawl, html_faults, kinds
from .server import prepared, serving

HOSTS = ("monbazillac.localhost", "jeminstalle.localhost", "localhost")
#: Pages of one view that the check of HTML reads; written pages are read all.
READ_OF_A_VIEW = 10
MINUTES = 15
#: Faults that are said; thousands of twins may have the same one.
SAID = 60


def run(arguments: list[str]) -> int:
    """`--minutes=N` stops asking after that; `--hosts=a,b` takes these."""
    options = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    hosts = options["hosts"].split(",") if "hosts" in options else HOSTS
    found = 0
    with prepared() as installed, serving(installed, workers=2) as server:
        until = time.monotonic() + 60 * float(options.get("minutes") or MINUTES)
        for host in hosts:
            with Crawl(host, server.port, whole=True, until=until) as crawl, tempfile.TemporaryDirectory() as folder:
                began = time.monotonic()
                crawl.run(*START)
                print("\n".join(report(crawl, time.monotonic() - began)), flush=True)
                told, read = html_faults(crawl, Path(folder), READ_OF_A_VIEW)
                faults = [*crawl.faults(), *told, *(foreign(crawl) if host != "localhost" else ())]
                print(
                    "\n".join([*faults[:SAID], f"{read:,} pages read by html-validate; {len(faults)} faults", ""]),
                    flush=True,
                )
                found += len(faults)
    return 1 if found else 0


def foreign(crawl: Crawl) -> Iterator[str]:
    """Pages of a domain of its own that say they stand elsewhere."""
    for answer in crawl.pages():
        canonical = answer.page.canonical if answer.page else ""
        if canonical and not canonical.startswith(f"{crawl.origin}/"):
            yield f"{crawl.origin}{answer.address}: its canonical address is {canonical}"


def report(crawl: Crawl, seconds: float) -> Iterator[str]:
    """What was visited, and what was left out."""
    answers = list(crawl.answers.values())
    sorts = kinds(answers)
    links = [link for answer in crawl.pages() if answer.page for link in answer.page.links]
    yield f"## {crawl.host}, {seconds:.0f} s"
    yield f"{len(answers):,} addresses answered; {len(crawl.pages()):,} pages"
    yield f"{len(links):,} links on them, {len(crawl.leaving):,} addresses of elsewhere (not followed)"
    yield f"{total(sorts, 'atom', 'rss'):,} feeds, {sorts['text/calendar']:,} calendars, {pictures(answers):,} pictures"
    yield ", ".join(f"{kind} {count:,}" for kind, count in sorts.most_common())
    left = [f"{' '.join(name)} {count:,}" for name, count in crawl.passed_over.most_common(12) if count]
    yield f"{sum(crawl.passed_over.values()):,} links passed over: {'; '.join(left) or 'none'}"


def total(sorts: dict[str, int], *words: str) -> int:
    return sum(count for kind, count in sorts.items() if any(word in kind for word in words))


def pictures(answers: Iterable[Answer]) -> int:
    return sum(answer.status == 200 and answer.kind.startswith("image/") for answer in answers)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
