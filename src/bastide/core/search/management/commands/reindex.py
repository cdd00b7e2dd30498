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
        at, say = timezone.now(), self.stdout.write
        try:
            if options["source"]:
                changed = sum(actions.rebuild(source=name, at=at, say=say) for name in options["source"])
            else:
                changed = actions.rebuild_all(at=at, say=say)
        except actions.UnknownSource as error:
            known = ", ".join(name for name, _source in search_sources)
            raise CommandError(f"No source {error}. There are: {known or 'none'}.") from error
        except actions.BuildTakenOver as error:
            raise CommandError(f"Another build of {error} was started and goes on.") from error
        self.stdout.write(f"{changed} change(s).")
