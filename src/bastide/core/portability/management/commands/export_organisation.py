"""`bastide export_organisation`: all that a body wrote, in one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.core.portability import actions
from bastide.core.portability.archive import digest_of
from bastide.core.portability.errors import PortabilityError
from bastide.core.territory.models import Organisation


class Command(BaseCommand):
    help = "Writes all that a body wrote (pages, pictures, documents, news…) to one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="As in its address in the workspace: commune-monbazillac.")
        parser.add_argument("path", type=Path, help="The archive to write; it must not exist.")

    def handle(self, *args: Any, slug: str, path: Path, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=slug).first()
        if organisation is None:
            raise CommandError(f"Aucun organisme « {slug} ».")
        try:
            manifest = actions.export_organisation(organisation=organisation, path=path, by=None, at=timezone.now())
        except (PortabilityError, OSError) as error:
            raise CommandError(str(error)) from None
        for label, count in manifest.rows.items():
            if count:
                self.stdout.write(f"  {count:>6}  {label}")
        self.stdout.write(
            f"{organisation} : {manifest.row_count} éléments, {manifest.file_count} fichiers dans {path}\n"
            f"SHA-256 {digest_of(path)}\n"
            "L’archive contient des données personnelles (accords de personnes photographiées, adresses de courriel)."
        )
        for label, why in manifest.stays.items():
            self.stdout.write(f"  n’y est pas : {label} ({why})")
