"""In the process of one installation: load, insert, index, ask, print."""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client
from django.utils import timezone

from bastide.core.search import actions as index
from bastide.core.territory.models import Commune, Organisation, Territory
from bastide.residents.directory import actions, finding, shelf, writing
from bastide.residents.directory.forms import DirectoryWish
from bastide.residents.directory.listing import listing
from bastide.residents.directory.models import CATEGORIES, Place, PlaceSource

from .machine import table
from .search_places import SYLLABLES
from .search_worker import processor_clock

BERGERACOIS = ["200070647", "200034833", "200040889", "200034197"]
BATCH = 2_000
#: So many places are made one by one; the others are copies of them, elsewhere.
DIFFERENT = 20_000
ROUNDS = 15
BUDGETS = {"search": 50, "counts": 150, "map": 100}
KIND_WORDS = ["pharmacie", "médecin, infirmier", "boulangerie bergerac", "école eymet", "restaurant", "wifi"]


def work(rows: int, *, words: bool, france: bool) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    where: dict[str, Any] = {"france": True} if france else {"epci": BERGERACOIS}
    call_command("load_territory", stdout=io.StringIO(), territory="bench", name="Bench", short_name="Bench", **where)
    names = _insert(rows)
    if words:
        started = time.perf_counter()
        index.rebuild(source=writing.SEARCH_SOURCE, at=timezone.now())
        _note(f"indexed, {time.perf_counter() - started:.0f} s")
    _report(names if words else [])


def _note(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


def _insert(rows: int) -> list[str]:
    """Places over the communes, half of them in the fifty largest; gives names to look for."""
    chance = random.Random(7)
    territory = Territory.objects.get()
    pole = Organisation.objects.create(kind="pole", name="Pôle", slug="pole", territory=territory)
    source = PlaceSource.objects.create(slug="pole", kind="local", title="Pôle")
    communes = list(Commune.objects.in_territory(territory).exclude(lon=None).order_by("-population"))
    codes, invented = list(CATEGORIES), ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(20_000)]
    days = ("mon", "tue", "wed", "thu", "fri", "sat")
    weeks: list[Any] = [None] + [
        {
            day: [[f"{chance.randint(7, 10):02d}:{half}", f"{chance.randint(12, 19)}:00"]]
            for day in chance.sample(days, 5)
        }
        for half in ("00", "15", "30", "45")
        for _each in range(200)
    ]
    now, today, started = timezone.now(), timezone.localdate(), time.perf_counter()
    batch: list[Place] = []
    for number in range(min(rows, DIFFERENT)):
        commune = chance.choice(communes[:50] if number % 2 else communes)
        code = chance.choice(codes)
        name = f"{CATEGORIES[code].label} {chance.choice(invented)}"
        batch.append(
            Place(
                organisation=pole, slug=f"lieu-{number}", name=name, category=code, status="published", source=source,
                source_on=today, insee_code=commune.insee_code, commune=commune, city=commune.name,
                lon=(commune.lon or 0) + chance.gauss(0, 0.02), lat=(commune.lat or 0) + chance.gauss(0, 0.014),
                hours=chance.choice(weeks), accessibility="accessible" if number % 3 == 0 else "",
                phones=[{"value": "05 36 49 00 00", "label": ""}], confirmed_on=today, changed_at=now,
            )
        )  # fmt: skip
        if len(batch) == BATCH:
            _write(batch)
            batch = []
    _write(batch)
    for copy in range(1, -(-rows // DIFFERENT)):
        _copy_once_more(copy)
    _note(f"{Place.objects.count():,} places, {time.perf_counter() - started:.0f} s")
    writing.read_all_again()
    return chance.sample(invented, 12)


@transaction.atomic
def _write(batch: list[Place]) -> None:
    writing.insert(batch)


def _copy_once_more(copy: int) -> None:
    """The different places again, under other addresses, some hundred metres away."""
    names = [each.column for each in Place._meta.concrete_fields if not each.primary_key]
    east, north = (copy * 7 % 11 - 5) * 0.004, (copy * 5 % 9 - 4) * 0.003
    changed = {"slug": f"slug || '-{copy}'", "lon": f"lon + {east}", "lat": f"lat + {north}"}
    wanted = ", ".join(changed.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO directory_place ({columns}) SELECT {wanted} FROM directory_place "
            f"WHERE id IN (SELECT id FROM directory_place WHERE slug LIKE 'lieu-%%' ORDER BY id LIMIT {DIFFERENT})",
            [],
        )


@dataclass
class _Taken:
    """Milliseconds of each question: by the clock, and of processor, ours and the database's server's."""

    clock: list[float]
    processor: list[float]


def _times(work_once: Callable[[Any], object], over: list[Any], rounds: int = ROUNDS) -> _Taken:
    taken, spent = _Taken([], []), processor_clock()
    for _round in range(rounds):
        for each in over:
            started, before = time.perf_counter(), spent()
            work_once(each)
            taken.clock.append(1000 * (time.perf_counter() - started))
            taken.processor.append(spent() - before)
    return taken


def _row(name: str, taken: _Taken, budget: int | None = None) -> list[Any]:
    """Met by the clock, or in processor time when other work on the machine kept the clock back."""
    p50, p95 = (float(np.percentile(taken.clock, share)) for share in (50, 95))
    busy50, busy95 = (float(np.percentile(taken.processor, share)) for share in (50, 95))
    verdict = "" if budget is None else "met" if p95 <= budget else "met by processor" if busy95 <= budget else "MISSED"
    figures = [f"{each:.1f}" for each in (p50, p95, max(taken.clock), busy50, busy95)]
    return [name, *figures, str(budget or ""), verdict]


def _report(names: list[str]) -> None:
    territory, at = Territory.objects.get(), timezone.now().replace(hour=10, minute=0)
    rows = []
    started = time.perf_counter()
    held = shelf.shelf()
    cold = time.perf_counter() - started
    shelf.forget()
    started = time.perf_counter()
    shelf.shelf()
    warm = time.perf_counter() - started
    edited = Place.objects.filter(pk=int(held.columns["pk"][len(held) // 2])).get()
    started = time.perf_counter()
    actions.confirm_place(place=edited, by=None, at=at)
    wrote = time.perf_counter() - started
    started = time.perf_counter()
    held = shelf.shelf()
    patched = time.perf_counter() - started
    placed = ~np.isnan(held.columns["lon"])
    centre = (float(held.columns["lon"][placed].mean()), float(held.columns["lat"][placed].mean()))

    def page(wish: DirectoryWish) -> None:
        listing(wish, territory, at)

    rows.append(
        _row("search, words that name kinds and communes", _times(page, _wishes(KIND_WORDS)), BUDGETS["search"])
    )
    if names:
        rows.append(_row("search, words of names", _times(page, _wishes(names)), BUDGETS["search"]))
    counted = [
        finding.Wish(),
        finding.Wish(kinds=frozenset({"health.pharmacy", "health.doctor"}), is_open=True),
        finding.Wish(centre=centre, within_m=25_000, is_accessible=True),
        finding.Wish(centre=centre, within_m=50_000, is_open=True, on_saturday=True),
    ]

    def count(wish: finding.Wish) -> None:
        finding.find(held, wish, territory_id=territory.pk, at=at + timedelta(minutes=random.randint(0, 9)), limit=20)

    rows.append(_row("counts of all filters, with the first page", _times(count, counted), BUDGETS["counts"]))
    boxes = [None, (centre[0] - 0.3, centre[1] - 0.2, centre[0] + 0.3, centre[1] + 0.2)]
    whole = finding.find(held, finding.Wish(), territory_id=territory.pk, at=at, limit=20).mask
    rows.append(_row("marks of a map", _times(lambda box: finding.marks(held, whole, box), boxes), BUDGETS["map"]))
    client = Client(headers={"host": "localhost"})
    address = "/annuaire/?genre=health&autour=bergerac"
    client.get(address)
    rows.append(
        _row(
            "the page with list, counts and map", _times(lambda where: client.get(where), [address]), BUDGETS["counts"]
        )
    )
    rows.append(_row("without our layer: three GROUP BY", _times(_plain, [territory.pk], rounds=3)))
    number = f"{len(held):,} places in {len(held.codes) - 1:,} communes"
    print(f"\n**{connection.vendor}**, ms, {number}, {len(held.patterns.numbers):,} different weeks\n")
    print(table(["", "p50", "p95", "max", "processor p50", "processor p95", "budget", ""], rows))
    size = sum(column.nbytes for column in held.columns.values()) / 1e6
    print(f"\nIn memory {size:.0f} MB; read from the database {cold:.1f} s, from its file {warm:.2f} s.")
    print(
        f"One correction: written in {1000 * wrote:.0f} ms, seen by the next reader in {1000 * patched:.0f} ms.",
        flush=True,
    )


def _wishes(texts: list[str]) -> list[DirectoryWish]:
    return [DirectoryWish(text=text) for text in texts]


def _plain(territory_id: int) -> None:
    places = Place.objects.published().filter(organisation__territory=territory_id)
    for column in ("category", "insee_code", "accessibility"):
        list(places.order_by().values(column).annotate(number=Count("pk")))
