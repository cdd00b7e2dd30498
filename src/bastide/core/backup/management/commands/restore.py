"""`bastide restore`: bring a backup back, into an empty place or over what is there."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.core.backup import actions
from bastide.core.backup.archive import Archive
from bastide.core.backup.errors import BackupError
from bastide.core.backup.stores import store_at


class Command(BaseCommand):
    help = "Brings a backup back. Everything is read and proved before anything is touched."
    # The database may be empty or broken.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="As `bastide backup list` says; by default the newest.")
        parser.add_argument(
            "--from", dest="source", default=settings.BACKUP_TO, help="A folder, or s3://bucket/prefix."
        )
        parser.add_argument("--replace", action="store_true", help="Over what is there, which is kept aside.")
        parser.add_argument("--migrate", action="store_true", help="Bring the database of an older version up to date.")
        parser.add_argument("--resume", action="store_true", help="Finish a restore that was cut.")
        parser.add_argument("--undo", action="store_true", help="Take back a restore that was cut.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["undo"]:
                actions.undo(say=self.stdout.write)
                return
            self._restore(options)
        except (BackupError, OSError) as error:
            # A full disk, a folder that may not be written: the system says which.
            raise CommandError(str(error)) from None

    def _restore(self, options: dict[str, Any]) -> None:
        if not options["source"]:
            raise CommandError("Dites d’où : « bastide restore --from /srv/sauvegardes », ou BASTIDE_BACKUP_TO.")
        archive = Archive.open(store_at(options["source"]), settings.BACKUP_KEY)
        common: dict[str, Any] = {
            "archive": archive,
            "clock": timezone.now,
            "say": self.stdout.write,
            "migrate": options["migrate"],
        }
        if options["resume"]:
            manifest = actions.resume(**common)
        else:
            if not (name := options["name"] or next(reversed(archive.names()), "")):
                raise CommandError(f"Aucune sauvegarde dans {archive.store}.")
            manifest = actions.restore(name=name, replace=options["replace"], **common)
        self.stdout.write(
            f"{manifest.name} est restaurée : la base et {manifest.count} fichiers. "
            "Lancez « bastide doctor », puis redémarrez le service."
        )
