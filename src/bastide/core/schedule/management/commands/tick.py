"""`bastide tick`: called each minute by the launcher, cron or systemd; runs what is due and leaves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.core.schedule import actions


class Command(BaseCommand):
    help = "Runs the periodic work that is due; exits 1 when some of it failed, after running the rest."

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = actions.tick(clock=timezone.now, say=self.stdout.write)
        self.stdout.write(f"{len(outcome.ran)} ran, {len(outcome.failed)} failed.")
        if outcome.failed:
            raise CommandError(f"Failed: {', '.join(outcome.failed)}.")
