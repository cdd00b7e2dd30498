"""`bastide import_guides`: puts the State's documents in line, from a zip, a folder or the State's own address."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bastide.kit.tasks.progress import Progress
from bastide.residents.comarquage import actions
from bastide.residents.comarquage.importing.download import DownloadFailed, download
from bastide.residents.comarquage.importing.report import Report
from bastide.residents.comarquage.reading.head import AUDIENCES


class Command(BaseCommand):
    help = (
        "Met en ligne les guides de l’État. Sans fichier, les télécharge de l’adresse réglée (BASTIDE_GUIDES_URL). "
        "Les guides d’avant restent servis jusqu’à la fin, et si quelque chose ne va pas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FICHIER", help="Zip ou dossier ; un par public.")
        parser.add_argument("--audience", choices=AUDIENCES, default="", help="Le public de ce fichier.")
        parser.add_argument("--edition", default="", help="Dit sur chaque page, par exemple « textes de 2020 ».")
        parser.add_argument("--force", action="store_true", help="Même si la livraison semble incomplète ou connue.")

    def handle(self, *args: Any, **options: Any) -> None:
        failures = 0
        with tempfile.TemporaryDirectory() as folder:
            for path, audience, address in self._deliveries(options, Path(folder)):
                if isinstance(path, str):
                    self.stderr.write(path)
                    failures += 1
                    continue
                failures += not self._import(path, audience, address, options)
        if failures:
            raise CommandError("Les guides déjà en ligne le restent.")

    def _deliveries(self, options: dict[str, Any], folder: Path) -> Any:
        """(path, public, address) of each; instead of the path a sentence when it could not be fetched."""
        if options["files"]:
            yield from ((path, options["audience"], "") for path in options["files"])
            return
        if not settings.GUIDES_URL:
            raise CommandError("Donnez un fichier, ou réglez BASTIDE_GUIDES_URL.")
        for audience in [options["audience"]] if options["audience"] else settings.GUIDES_AUDIENCES:
            address = settings.GUIDES_URL.replace("{audience}", audience)
            self.stdout.write(f"Téléchargement de {address}")
            try:
                yield download(address, folder / f"{audience}-vosdroits-latest.zip"), audience, address
            except DownloadFailed as problem:
                yield str(problem), audience, address

    def _import(self, path: Path, audience: str, address: str, options: dict[str, Any]) -> bool:
        progress = Progress(sys.stderr)
        progress.step(path.name)
        try:
            report = actions.import_guides(
                path=path,
                by=None,
                at=timezone.now(),
                audience=audience,
                address=address,
                edition=options["edition"],
                force=options["force"],
                advance=progress.advance,
            )
        except actions.Dangerous as problem:
            progress.abandon()
            self.stderr.write(f"{path.name} : {problem} Pour l’importer quand même : --force.")
            return False
        except actions.ImportRefused as problem:
            progress.abandon()
            self.stderr.write(f"{path.name} : {problem}")
            return False
        progress.close()
        self._tell(report)
        return True

    def _tell(self, report: Report) -> None:
        if report.is_same:
            self.stdout.write(f"{report.audience} : rien n’a changé, {report.documents} guides en ligne.")
            return
        self.stdout.write(
            f"{report.audience} : {report.documents} guides en ligne ; {len(report.new)} nouveaux, "
            f"{len(report.changed)} modifiés, {len(report.gone)} retirés, {report.unchanged} inchangés, "
            f"{report.redirections} redirections."
        )
        for name, problem in list(report.refused.items())[:20]:
            self.stdout.write(f"  laissé de côté : {name}, {problem}")
        if len(report.refused) > 20:
            self.stdout.write(f"  … et {len(report.refused) - 20} autres fichiers laissés de côté.")
        if report.kept_back:
            self.stdout.write(f"  {len(report.kept_back)} de ces guides gardent leur texte d’avant.")
        for element, count in report.unknown.most_common(20):
            self.stdout.write(f"  élément inconnu, montré quand même : {element} ({count})")
