"""`bastide backup`: take a backup; list, check or prune those that are there."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.core.backup import actions, place
from bastide.core.backup.archive import Archive, Keeping, moment_of
from bastide.core.backup.errors import BackupError
from bastide.core.backup.stores import store_at

MEGABYTE = 1024 * 1024


class Command(BaseCommand):
    help = "Saves the database and the files while the service runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=("take", "list", "check", "prune"), default="take")
        parser.add_argument("names", nargs="*", help="For check: which backups; by default the newest one.")
        parser.add_argument("--to", default=settings.BACKUP_TO, help="A folder, or s3://bucket/prefix.")
        parser.add_argument("--all", action="store_true", help="For check: every backup.")
        parser.add_argument("--dry-run", action="store_true", help="For prune: only say which would go.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["to"]:
            raise CommandError("Dites où : « bastide backup --to /srv/sauvegardes », ou BASTIDE_BACKUP_TO.")
        try:
            getattr(self, f"_{options['what']}")(options)
        except (BackupError, OSError) as error:
            # A full disk, a folder that may not be written: the system says which.
            raise CommandError(str(error)) from None

    def _take(self, options: dict[str, Any]) -> None:
        run = actions.take(destination=options["to"], passphrase=settings.BACKUP_KEY, clock=timezone.now)
        self.stdout.write(
            f"{run.archive} : {run.files} fichiers et la base, {run.total_bytes / MEGABYTE:.1f} Mo, "
            f"dont {run.added_bytes / MEGABYTE:.1f} Mo ajoutés."
        )
        if not run.is_encrypted:
            self.stdout.write("Sans clé, la sauvegarde n’est pas chiffrée et la clé secrète du service n’y est pas.")
        for title in place.elsewhere():
            self.stdout.write(f"Pas dans la sauvegarde, car ailleurs : {title}.")

    def _list(self, options: dict[str, Any]) -> None:
        archive = self._archive(options)
        for name in archive.names():
            manifest = archive.manifest(name)
            when = timezone.localtime(moment_of(name))
            self.stdout.write(
                f"{name}  {when:%d/%m/%Y %H:%M}  {manifest.count} fichiers, {manifest.size / MEGABYTE:.1f} Mo, "
                f"version {manifest.release}"
            )
        self.stdout.write(f"{len(archive.names())} sauvegardes dans {archive.store}.")

    def _check(self, options: dict[str, Any]) -> None:
        archive = self._archive(options)
        names = archive.names() if options["all"] else options["names"] or archive.names()[-1:]
        whole = actions.check(archive=archive, names=names, say=self.stdout.write)
        if whole < len(names) or not names:
            raise CommandError(f"{len(names) - whole} abîmées sur {len(names)}.")

    def _prune(self, options: dict[str, Any]) -> None:
        gone = actions.prune(
            destination=options["to"],
            passphrase=settings.BACKUP_KEY,
            keeping=Keeping(**settings.BACKUP_KEEP),
            at=timezone.now(),
            dry_run=options["dry_run"],
        )
        for name in gone:
            self.stdout.write(name)
        self.stdout.write(f"{len(gone)} sauvegardes {'partiraient' if options['dry_run'] else 'supprimées'}.")

    def _archive(self, options: dict[str, Any]) -> Archive:
        return Archive.open(store_at(options["to"]), settings.BACKUP_KEY)
