"""`bastide fetch_guides_2020`: the State's texts of 2020 in line, for a demonstration. Their law is that of 2020."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bastide.kit.tasks.progress import Progress
from bastide.residents.comarquage import actions
from bastide.residents.comarquage.importing.texts_2020 import EDITION, FetchFailed, fetch, folder_2020, rebuild


class Command(BaseCommand):
    help = (
        "Met en ligne les guides de 2020 (paquet npm de 26 Mo), pour une démonstration : chaque page le dit. "
        "Pour un vrai portail, « bastide import_guides »."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--archive", type=Path, metavar="FICHIER.tgz", help="Le paquet, s’il est déjà là.")
        parser.add_argument("--no-import", action="store_true", help="Écrit les zips sans les mettre en ligne.")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress(sys.stderr)
        target = folder_2020()
        with tempfile.TemporaryDirectory() as folder:
            try:
                progress.step("Téléchargement du paquet")
                archive = options["archive"] or fetch(Path(folder))
                progress.step("Écriture en XML")
                counts = rebuild(archive, target)
            except (FetchFailed, OSError) as problem:
                progress.abandon()
                raise CommandError(str(problem)) from None
        progress.close()
        self.stdout.write(f"{sum(counts.values())} documents dans {target}")
        if options["no_import"]:
            return
        for audience in counts:
            path = target / f"{audience}.zip"
            progress.step(f"Import {audience}", counts[audience])
            try:
                report = actions.import_guides(
                    path=path,
                    by=None,
                    at=timezone.now(),
                    audience=audience,
                    edition=EDITION,
                    force=True,
                    advance=progress.advance,
                )
            except actions.ImportRefused as problem:
                progress.abandon()
                raise CommandError(f"{path.name} : {problem}") from None
            progress.close()
            self.stdout.write(
                f"{audience} : {report.documents} guides, {len(report.refused)} refusés, "
                f"{sum(report.unknown.values())} éléments inconnus."
            )
