"""`bastide inspect_actes_message FILE…`: what ACTES files say, one JSON line per message. Needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from bastide.townhalls.actes.wire.inspection import as_line, inspect_path


class Command(BaseCommand):
    help = (
        "Lit des messages, enveloppes, archives ou courriels ACTES et dit ce qu’ils contiennent : "
        "une ligne JSON par message, une archive ou un courriel d’abord, puis ce qu’il contient."
    )
    # Support may run it anywhere, on a machine without a database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="+", type=Path, help="Fichier à lire.")

    def handle(self, *args: Any, file: list[Path], **options: Any) -> None:
        for path in file:
            for found in inspect_path(path):
                self.stdout.write(as_line(found.reading))
