"""`bastide purge`: erases personal data past its time, rule by rule."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.core.retention import actions, queries


class Command(BaseCommand):
    help = "Erases the personal data whose time is over; `bastide tick` does it each day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Count, erase nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            waiting = queries.waiting(at=timezone.now())
            for name, count in waiting.items():
                self.stdout.write(f"{name}: {count}")
            self.stdout.write(f"{sum(waiting.values())} rows would be erased, nothing was.")
            return
        outcome = actions.purge(at=timezone.now(), say=self.stdout.write)
        self.stdout.write(f"{sum(outcome.erased.values())} rows erased.")
        if outcome.failed:
            raise CommandError(f"Failed: {', '.join(outcome.failed)}.")
