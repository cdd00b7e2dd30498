"""`bastide load_territory`: communes, EPCI, offices, contours and elected people, from open data."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.core.territory import actions
from bastide.core.territory.models import Load
from bastide.core.territory.reference.load import Naming
from bastide.core.territory.reference.package import ReferenceProblem, installed_package, package_in
from bastide.core.territory.reference.perimeter import Level, Perimeter
from bastide.kit.tasks.progress import Progress

LABELS = {
    "epcis": "Intercommunalités",
    "communes": "Communes",
    "parts": "Parties de communes",
    "memberships": "Rattachements",
    "offices": "Mairies",
    "contours": "Contours",
    "neighbours": "Voisinages",
    "mandates": "Mandats",
}
OUTCOMES = {"new": "nouveaux", "changed": "modifiés", "gone": "disparus", "unchanged": "inchangés"}
#: Problems shown; all of them are kept with the load.
SHOWN = 10


class Command(BaseCommand):
    help = "Charge le territoire depuis les données ouvertes ; relancé, il ne change que ce qui a changé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        perimeter = parser.add_mutually_exclusive_group(required=True)
        perimeter.add_argument("--epci", nargs="+", metavar="SIREN", help="Intercommunalités à charger.")
        perimeter.add_argument("--departement", nargs="+", metavar="CODE", help="Départements à charger.")
        perimeter.add_argument("--commune", nargs="+", metavar="INSEE", help="Communes à charger.")
        perimeter.add_argument("--france", action="store_true", help="Toutes les communes.")
        parser.add_argument("--territory", default="", metavar="SLUG", help="Territoire qui reçoit ces communes.")
        parser.add_argument("--name", default="", help="Nom du territoire.")
        parser.add_argument("--short-name", default="", help="Nom court du territoire.")
        parser.add_argument("--data", type=Path, metavar="DOSSIER", help="Dossier des fichiers, au lieu du paquet.")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(sys.stderr)
        try:
            load = actions.load_reference(
                package=package_in(options["data"]) if options["data"] else installed_package(),
                perimeter=_perimeter(options),
                naming=Naming(options["territory"], options["name"], options["short_name"]),
                progress=progress,
                say=self.stdout.write,
                at=timezone.now(),
            )
        except ReferenceProblem as problem:
            progress.abandon()
            raise CommandError(str(problem)) from problem
        self._report(load)

    def _report(self, load: Load) -> None:
        for kind, label in LABELS.items():
            counts = load.counts.get(kind, {})
            told = [f"{counts[key]} {word}" for key, word in OUTCOMES.items() if counts.get(key)]
            if told:
                self.stdout.write(f"{label} : {', '.join(told)}")
        if load.problems:
            self.stdout.write(f"{len(load.problems)} anomalies dans les données :")
            for problem in load.problems[:SHOWN]:
                self.stdout.write(f"  {problem}")
            if len(load.problems) > SHOWN:
                self.stdout.write(f"  et {len(load.problems) - SHOWN} autres, gardées avec le chargement n° {load.pk}")
        self.stdout.write("Territoire à jour." if load.changed else "Rien n’a changé.")


def _perimeter(options: dict[str, Any]) -> Perimeter:
    for level in (Level.EPCI, Level.DEPARTMENT, Level.COMMUNE):
        if codes := options[level.value]:
            return Perimeter(level, tuple(dict.fromkeys(codes)))
    return Perimeter(Level.FRANCE)
