"""In the process of one installation: fill the register, index it, ask, print."""

from __future__ import annotations

import os
import random
import statistics
import time
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection, reset_queries
from django.test import Client
from django.utils import timezone

from bastide.core.search import actions as search
from bastide.core.territory.models import Commune, Organisation, PortalSettings, Territory
from bastide.townhalls.actes.models import Acte, RegisterEntry

SMALL, COMMUNES, ROUNDS = 1_000, 128, 30
LARGE = int(os.environ.get("BENCH_ACTS", "100000"))
# fmt: off
WORDS = [
    "tarif", "cantine", "école", "chemin", "rural", "voirie", "vente", "parcelle", "budget", "subvention", "travaux",
    "éclairage", "eau", "marché", "salle", "fêtes", "cimetière", "concession", "convention", "bail", "emprunt", "prime",
    "personnel", "adhésion", "syndicat", "assainissement", "place", "pont", "mur", "toiture",
]
# fmt: on


def fill(number: int, chance: random.Random) -> None:
    """Acts and their publications up to `number`, straight into the tables: what is measured is reading."""

    territory, _made = Territory.objects.get_or_create(slug="banc", defaults={"name": "Banc", "short_name": "Banc"})
    if not Commune.objects.exists():
        for rank in range(COMMUNES):
            body = Organisation.objects.create(
                kind="commune", name=f"Commune {rank}", slug=f"commune-{rank}", territory=territory
            )
            Commune.objects.create(
                insee_code=f"99{rank:03d}", bare_name=f"Bourg {rank}", slug=f"bourg-{rank}", organisation=body,
                department_code="99",
            )  # fmt: skip
    bodies = list(Organisation.objects.filter(kind="commune").order_by("pk"))
    start, began = Acte.objects.count(), datetime(2022, 7, 1, tzinfo=UTC)
    for first in range(start, number, 2_000):
        actes, entries = [], []
        for rank in range(first, min(first + 2_000, number)):
            day = date(2022, 7, 1) + timedelta(days=rank % 1_600)
            words = chance.choices(WORDS, k=60)
            subject = f"{words[0].capitalize()} {words[1]} {words[2]}"
            acte = Acte(
                organisation=bodies[rank % len(bodies)],
                nature=1 + rank % 2,
                year=day.year,
                number=f"N{rank}",
                object=subject,
                decided_on=day,
                state="kept",
                created_at=began,
            )
            actes.append(acte)
            entries.append((acte, day, words))
        Acte.objects.bulk_create(actes)
        RegisterEntry.objects.bulk_create(
            RegisterEntry(
                organisation=acte.organisation,
                acte=acte,
                mode="electronic",
                nature=acte.nature,
                number=acte.number,
                object=acte.object,
                decided_on=day,
                matiere_code=f"{1 + rank % 9}.{1 + rank % 4}",
                matiere_label="Divers",
                subject=1 + rank % 9,
                shown=1,
                published_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
                sha256="0" * 64,
                document="actes/x.pdf",
                text=" ".join(words),
            )
            for rank, (acte, day, words) in enumerate(entries, start=first)
        )


def measure(label: str) -> dict[str, tuple[float, int]]:

    portal = PortalSettings.load()
    portal.territory = Territory.objects.get(slug="banc")
    portal.save()
    settings.ALLOWED_HOSTS = ["*"]
    client, found = Client(), {}
    for name, path in {
        "territory, newest": "/actes/?x={}",
        "one commune": "/communes/bourg-7/actes/?x={}",
        "page 20": "/actes/?page=20&x={}",
        "subject and dates": "/actes/?matiere=7&du=2024-01-01&au=2024-12-31&x={}",
        "sort and subject": "/actes/?nature=2&matiere=3&x={}",
        "a year of one commune": "/communes/bourg-7/actes/?du=2023-01-01&au=2023-12-31&x={}",
        "a day without acts": "/actes/?matiere=7&du=2019-01-01&au=2019-12-31&x={}",
        "words": "/actes/?q=subvention+toiture&x={}",
        "words, one commune": "/actes/?q=cimetière&commune=99007&x={}",
    }.items():
        times, queries = [], 0
        for turn in range(ROUNDS):
            settings.DEBUG = True
            reset_queries()
            start = time.perf_counter()
            answer = client.get(path.format(turn))
            times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, answer
            queries = len(connection.queries)
            settings.DEBUG = False
        found[name] = (statistics.median(times), queries)
        print(f"{label:>9} {name:<20} {found[name][0]:7.1f} ms median, {queries} queries", flush=True)
    return found


def main() -> None:

    call_command("migrate", verbosity=0)
    chance = random.Random(24)
    results = []
    for number in (SMALL, LARGE):
        start = time.perf_counter()
        fill(number, chance)
        search.rebuild(source="register", at=timezone.now())
        # A thousand acts are too few for the rebuild to do it: frequent words get their heads.
        search.tidy()
        print(f"{number:>9} acts filled and indexed in {time.perf_counter() - start:.0f} s", flush=True)
        results.append(measure(f"{number}"))
    for name, (small, _queries) in results[0].items():
        print(f"{name:<20} ×{results[1][name][0] / small:.2f} from {SMALL} to {LARGE} acts")
