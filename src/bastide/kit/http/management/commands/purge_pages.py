"""`bastide purge_pages`: forget stored pages, all of them or those with a tag."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bastide.kit.http.pages import purge, purge_all


class Command(BaseCommand):
    help = "Forgets stored public pages; they are made again when somebody asks for them. Run it after an update."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tags", nargs="*", help="only the pages that have one of these tags")

    def handle(self, *args: Any, **options: Any) -> None:
        if tags := options["tags"]:
            purge(*tags)
        else:
            purge_all()
        self.stdout.write(f"Purged: {', '.join(tags) or 'all pages'}.")
