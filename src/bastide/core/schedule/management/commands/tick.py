"""`bastide tick`: called each minute by the launcher, cron or systemd; runs what is due and leaves.

With `--short` and `--long`, two clocks share the work: a backup of an hour then keeps no mail waiting.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bastide.core.schedule import actions


class Command(BaseCommand):
    help = "Runs the periodic work that is due; exits 1 when some of it failed, after running the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--short", dest="only_long", action="store_false", help="leave what may take hours")
        which.add_argument("--long", dest="only_long", action="store_true", help="only what may take hours")
        parser.set_defaults(only_long=None)

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = actions.tick(clock=timezone.now, say=self.stdout.write, only_long=options["only_long"])
        self.stdout.write(f"{len(outcome.ran)} ran, {len(outcome.failed)} failed.")
        if outcome.failed:
            raise CommandError(f"Failed: {', '.join(outcome.failed)}.")
