"""A commune's home beside what the same server can do at best, and the same at 128 communes and at all of France."""

from __future__ import annotations

import sys
from contextlib import ExitStack

from tests.journeys.server import Server, bastide, prepared, serving

from .load import Target, measure, middle, ratio
from .machine import description, table

#: A commune of both installations.
COMMUNE = "/communes/lamonzie-saint-martin/"
#: A visitor who shows a proof of identity passes by the page cache, and every other page of the portal ignores it.
UNCACHED = {"Authorization": "Bench uncached"}
ROUNDS, SECONDS = 5, 3.0
MAKE_PAGES = """
from wagtail.models import Page, Site
for slug in ("bench-plain", "bench-same"):
    Site.objects.get().root_page.add_child(instance=Page(title="Une page", slug=slug))
"""
FIND_STATIC = """
from django.contrib.staticfiles.storage import staticfiles_storage
names = staticfiles_storage.hashed_files.values()
sheets = [name for name in names if name.startswith("ui/") and name.endswith(".css")]
print(max(sheets, key=staticfiles_storage.size))
"""


def run(arguments: list[str]) -> None:
    """`--quick` measures less; `--small` leaves France out."""
    rounds, seconds = (3, 1.0) if "--quick" in arguments else (ROUNDS, SECONDS)
    options = {"application": "bench.wsgi:application", "DJANGO_SETTINGS_MODULE": "bench.settings"}
    with ExitStack() as stack:
        small = stack.enter_context(serving(stack.enter_context(prepared()), **options))
        bastide(small.environment, "shell", "--command", MAKE_PAGES)
        stylesheet = bastide(small.environment, "shell", "--verbosity", "0", "--command", FIND_STATIC).split()[-1]
        results = measure(targets_of(small, f"/static/{stylesheet}"), rounds=rounds, seconds=seconds)
        report_pages(results)
        if "--small" in arguments:
            return
        whole = stack.enter_context(prepared(load=(("load_demo",), ("load_territory", "--france"))))
        france = stack.enter_context(serving(whole, **options))
        sizes = [home(small, "128 communes"), home(france, "France")]
        report_sizes(measure(sizes, rounds=rounds, seconds=seconds), count_communes(france))


def home(server: Server, name: str) -> Target:
    return Target(name, server.port, COMMUNE, pid_of(server), UNCACHED)


def pid_of(server: Server) -> int:
    assert server.process is not None
    return server.process.pid


def count_communes(server: Server) -> int:
    command = "from bastide.core.territory.models import Commune; print(Commune.objects.whole().count())"
    return int(bastide(server.environment, "shell", "--verbosity", "0", "--command", command).split()[-1])


def targets_of(server: Server, stylesheet: str) -> list[Target]:
    port, pid = server.port, pid_of(server)
    return [
        Target("bare view, no middleware", port, "/bench/alone/", pid),
        Target("bare view, our middleware", port, "/bench/bare/", pid),
        Target("static file", port, stylesheet, pid),
        Target("commune, cached", port, COMMUNE, pid),
        Target("commune, made each time", port, COMMUNE, pid, UNCACHED),
        Target("Wagtail finding our own view", port, "/bench-same/", pid, UNCACHED),
        Target("Wagtail page, a title in our frame", port, "/bench-plain/", pid, UNCACHED),
        Target("Wagtail page, a title alone", port, "/bench-plain/?frame=bench/nothing.html", pid, UNCACHED),
    ]


def report_pages(results: dict) -> None:
    bare = "bare view, no middleware"
    rows = [
        [
            name,
            f"{middle(rounds, 'per_second'):,.0f}",
            f"{middle(rounds, 'cpu_ms'):.2f}",
            f"{ratio(results, name, bare, 'per_second'):.2f}",
            f"{middle(rounds, 'bytes') / 1000:.1f}",
        ]
        for name, rounds in results.items()
    ]
    cached, made = "commune, cached", "commune, made each time"
    beside = [
        f"{1 / ratio(results, made, name, 'cpu_ms'):.2f} ({name})" for name in results if name.startswith("Wagtail")
    ]
    print("## Pages of one server\n")
    print(table(["page", "requests/s", "server CPU ms", "÷ bare view", "kB"], rows))
    print(
        f"\nCached commune ÷ bare view: {ratio(results, cached, bare, 'per_second'):.2f} in requests/s, "
        f"{1 / ratio(results, cached, bare, 'cpu_ms'):.2f} in processor time (aim ≥ 0.9).\n"
        f"Commune made each time ÷ Wagtail, in processor time (aim ≥ 3, decision 0061): "
        f"{', '.join(beside)}.\n\n"
        f"One Granian worker, eight connections, `python -m bench pages`, {description()}.\n",
        flush=True,
    )


def report_sizes(results: dict, communes: int) -> None:
    rows = [
        [name, f"{middle(rounds, 'per_second'):,.0f}", f"{middle(rounds, 'cpu_ms'):.2f}"]
        for name, rounds in results.items()
    ]
    print("## The same commune's home, made each time, in a small and a large territory\n")
    print(table(["installation", "requests/s", "server CPU ms"], rows))
    print(
        f"\n{communes:,} communes ÷ 128, processor time of one page: "
        f"{ratio(results, 'France', '128 communes', 'cpu_ms'):.2f} (budget ≤ 1.2). "
        f"`python -m bench pages`, {description()}.\n",
        flush=True,
    )


if __name__ == "__main__":
    run(sys.argv[1:])
