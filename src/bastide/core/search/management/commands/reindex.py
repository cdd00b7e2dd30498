"""`bastide reindex`: makes the search index again, while it goes on answering."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bastide.core.search import actions
from bastide.core.search.registry import search_sources


class Command(BaseCommand):
    help = (
        "Rebuilds the search index from its sources. The former index answers until a source is complete; "
        "stopped in the middle, run it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--source", action="append", metavar="NAME", help="only this source (repeatable)")

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["source"] or [name for name, _source in search_sources]
        changed = 0
        for name in names:
            try:
                changed += actions.rebuild(source=name, at=timezone.now(), say=self.stdout.write)
            except actions.UnknownSource as error:
                known = ", ".join(name for name, _source in search_sources)
                raise CommandError(f"No source {name}. There are: {known or 'none'}.") from error
            except actions.BuildTakenOver as error:
                raise CommandError(f"Another build of {name} was started and goes on.") from error
        actions.tidy()
        self.stdout.write(f"{len(names)} source(s), {changed} change(s).")
