"""`bastide doctor`: what is missing, what is off, and the one step that mends it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bastide.kit.health.examine import examine
from bastide.kit.health.registry import Level

SIGNS = {Level.GOOD: "  bien   ", Level.OFF: "  éteint ", Level.WARNING: "! à voir ", Level.BAD: "X PANNE  "}


class Command(BaseCommand):
    help = "Looks at the whole installation; exits 1 when something is broken, 0 otherwise."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--brief", action="store_true", help="Only what asks for something.")

    def handle(self, *args: Any, **options: Any) -> None:
        results = examine(timezone.now())
        group = None
        for result in results:
            level = result.finding.level
            if options["brief"] and level < Level.WARNING:
                continue
            if result.check.group is not group:
                group = result.check.group
                self.stdout.write(f"\n{group.value}")
            self.stdout.write(f"{SIGNS[level]} {result.check.title} : {result.finding.sentence}")
            if result.finding.mend:
                self.stdout.write(f"           → {result.finding.mend}")
        broken = sum(result.is_bad for result in results)
        seen = sum(result.finding.level is Level.WARNING for result in results)
        self.stdout.write(f"\n{len(results)} contrôles, {broken} en panne, {seen} à voir.")
        if broken:
            # Not CommandError: everything was said above.
            raise SystemExit(1)
