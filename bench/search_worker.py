"""In the process of one installation: load, index, ask, print."""

from __future__ import annotations

import io
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bastide.core.search import actions, queries
from bastide.core.search.models import IndexedEntry
from bastide.core.search.registry import SearchSource, search_sources
from bastide.core.territory.models import Commune

from .machine import table
from .search_places import Places

ROUNDS = 5
BUDGET_MS = 50
BERGERACOIS = ["200070647", "200034833", "200040889", "200034197"]
QUERIES = [
    line for line in Path(__file__).with_name("queries.txt").read_text().splitlines() if not line.startswith("#")
]


def work(rows: int) -> None:
    call_command("migrate", verbosity=0)
    report = []
    if Commune.objects.count() < 1_000:
        _load(epci=BERGERACOIS, territory="bench", name="Bench", short_name="Bench")
        report += _measure("128 communes")
        _load(france=True)
    communes = [
        (code, Commune(bare_name=bare, name_kind=kind).name, postcodes)
        for code, bare, kind, postcodes in Commune.objects.whole().values_list(
            "insee_code", "bare_name", "name_kind", "postcodes"
        )
    ]
    changed, seconds = _index(Places(communes, rows))
    report += _measure(f"{len(communes):,} communes, {IndexedEntry.objects.count():,} entries")
    print(f"\n**{connection.vendor}**, ms, {len(QUERIES)} queries × {ROUNDS} rounds\n")
    print(table(["", "p50", "p95", "max", "best p95", "processor p50", "processor p95", "best p95 ÷ plain"], report))
    print("\n“best”: of its rounds, each query's fastest. “processor”: time that this process and the server's spent,")
    print(f"each query's least, whatever the neighbours do. plain: {Plain.NAMES[connection.vendor]}.")
    if changed:
        print(f"{changed:,} entries indexed in {seconds:.0f} s ({changed / seconds:,.0f} a second).", flush=True)


def _note(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


def _load(**options: Any) -> None:
    started = time.perf_counter()
    call_command("load_territory", stdout=io.StringIO(), stderr=io.StringIO(), **options)
    _note(f"{Commune.objects.whole().count():,} communes loaded, {time.perf_counter() - started:.0f} s")


def _index(places: Places) -> tuple[int, float]:
    """Index the places as any source is; returns how many changed and the seconds it took."""
    search_sources.plug(
        "bench",
        SearchSource(title="Lieux", kinds={"place": "Lieux"}, entries=places.entries, entry=lambda key: None),
    )
    started = said = time.perf_counter()

    def say(line: str) -> None:
        nonlocal said
        if time.perf_counter() - said > 15:
            said = time.perf_counter()
            _note(f"{line}, {said - started:.0f} s")

    changed = actions.rebuild(source="bench", at=timezone.now(), say=say)
    actions.tidy()
    return changed, time.perf_counter() - started


def _measure(name: str) -> list[list[str]]:
    """Rows of the table: our two ways to ask, and the plain one, in the same rounds."""
    plain = Plain()
    plain.fill()
    ways: dict[str, Callable[[str], object]] = {
        "search": queries.search,
        "suggest": queries.suggest,
        "plain": plain.search,
    }
    figures: dict[str, dict[str, list[float]]] = {way: {query: [] for query in QUERIES} for way in ways}
    spent: dict[str, dict[str, list[float]]] = {way: {query: [] for query in QUERIES} for way in ways}
    processor = processor_clock()
    for number in range(ROUNDS):
        for query in random.Random(number).sample(QUERIES, len(QUERIES)):
            for way, ask in ways.items():
                started, before = time.perf_counter(), processor()
                ask(query)
                figures[way][query].append((time.perf_counter() - started) * 1_000)
                spent[way][query].append(processor() - before)
    worst = sorted(((min(times), query) for query, times in figures["search"].items()), reverse=True)[:6]
    _note(f"{name}, slowest: {json.dumps({query: round(taken, 1) for taken, query in worst}, ensure_ascii=False)}")
    floor = _centile([min(times) for times in figures["plain"].values()], 95)
    rows = []
    for way, by_query in figures.items():
        every = [taken for times in by_query.values() for taken in times]
        best = _centile([min(times) for times in by_query.values()], 95)
        least = [min(times) for times in spent[way].values()]
        cells = [median(every), _centile(every, 95), max(every), best, median(least), _centile(least, 95)]
        rows.append([f"{name}: {way}", *(f"{cell:.1f}" for cell in cells), f"{best / floor:.2f}"])
    return rows


def processor_clock() -> Callable[[], float]:
    """Milliseconds of processor that this thread, and the server's process for it where Linux tells, have taken."""
    if connection.vendor != "postgresql" or not Path("/proc/self/schedstat").exists():
        return lambda: time.thread_time() * 1_000
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: time.thread_time() * 1_000 + int(server.read_text().split()[0]) / 1e6


def _centile(times: list[float], part: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * part // 100)]


class Plain:
    """The baseline: titles and summaries in one full-text table, ordered by the database's rank."""

    NAMES = {
        "sqlite": "an FTS5 table of title and summary, all words required, the last one as a prefix, `ORDER BY rank`",
        "postgresql": "a GIN index of a 'simple' tsvector of title and summary, all words required, the last one as a"
        " prefix, `ORDER BY ts_rank`",
    }
    _FILL = {
        "sqlite": [
            "DROP TABLE IF EXISTS bench_plain",
            "CREATE VIRTUAL TABLE bench_plain USING fts5(title, summary, tokenize='unicode61 remove_diacritics 2')",
            "INSERT INTO bench_plain(rowid, title, summary) SELECT rank, title, summary FROM search_indexedentry",
        ],
        "postgresql": [
            "DROP TABLE IF EXISTS bench_plain",
            "CREATE TABLE bench_plain AS SELECT rank AS id, title, summary,"
            " to_tsvector('simple', title || ' ' || summary) AS words FROM search_indexedentry",
            "CREATE INDEX ON bench_plain USING gin (words)",
            "ANALYZE bench_plain",
        ],
    }
    _ASK = {
        "sqlite": "SELECT rowid, title FROM bench_plain WHERE bench_plain MATCH %s ORDER BY rank LIMIT 20",
        "postgresql": "SELECT id, title FROM bench_plain, to_tsquery('simple', %s) query WHERE words @@ query"
        " ORDER BY ts_rank(words, query) DESC LIMIT 20",
    }

    def fill(self) -> None:
        with connection.cursor() as cursor:
            for statement in self._FILL[connection.vendor]:
                cursor.execute(statement)

    def search(self, text: str) -> list[tuple[Any, ...]]:
        words = text.replace("'", " ").split()
        matches = {"sqlite": " ".join(f'"{word}"' for word in words) + "*", "postgresql": " & ".join(words) + ":*"}
        with connection.cursor() as cursor:
            cursor.execute(self._ASK[connection.vendor], [matches[connection.vendor]])
            return cursor.fetchall()
