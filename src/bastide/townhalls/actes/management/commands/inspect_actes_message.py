"""`bastide inspect_actes_message FILE…`: what ACTES files say, one JSON line per message. Needs no database."""

from __future__ import annotations

import json
import os
import sys
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
        try:
            for path in file:
                for found in inspect_path(path):
                    self._say(as_line(found.reading))
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read has seen enough; Python must not complain when it closes the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _say(self, line: str) -> None:
        try:
            self.stdout.write(line)
        except UnicodeEncodeError:
            # A terminal of another charset: the same line in plain letters.
            self.stdout.write(json.dumps(json.loads(line)))
