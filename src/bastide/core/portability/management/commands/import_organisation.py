"""`bastide import_organisation`: put back what an archive of a body holds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.core.portability import actions
from bastide.core.portability.archive import Reader, printable
from bastide.core.portability.errors import PortabilityError
from bastide.core.territory.models import Organisation


class Command(BaseCommand):
    help = "Puts back what an archive of a body holds: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="An archive made by `bastide export_organisation`.")
        parser.add_argument("--into", default="", help="The body to put it in, when it is not found by its own number.")
        parser.add_argument("--dry-run", action="store_true", help="Only prove the archive, and say what it holds.")

    def handle(self, *args: Any, path: Path, into: str, dry_run: bool, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=into).first() if into else None
        if into and organisation is None:
            raise CommandError(f"Aucun organisme « {into} ».")
        try:
            if dry_run:
                self._tell(path, organisation)
                return
            put_in, manifest = actions.import_archive(path=path, organisation=organisation, by=None, at=timezone.now())
        except (PortabilityError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{put_in} : {manifest.row_count} éléments et {manifest.file_count} fichiers remis en place. "
            "Les mots des documents seront relus par l’horloge."
        )

    def _tell(self, path: Path, organisation: Organisation | None) -> None:
        """The body is said that would take it, whatever the archive calls it."""
        with path.open("rb") as file:
            reader = Reader.open(file)
            reader.close()
        for label, count in reader.manifest.rows.items():
            if count:
                self.stdout.write(f"  {count:>6}  {printable(label)}")
        into = organisation or actions.body_of(manifest=reader.manifest)
        name = printable(reader.manifest.body.get("name", "?"))
        self.stdout.write(
            f"Archive entière : {name}, à remettre dans : {into} ({into.slug}), {reader.manifest.row_count} éléments, "
            f"{reader.manifest.file_count} fichiers. Rien n’est changé."
        )
