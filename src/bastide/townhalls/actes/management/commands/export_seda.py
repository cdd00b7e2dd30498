"""Write the acts of a body for an archives service: bastide export_seda valbrune --since 2025-01-01 --agency … o.zip"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bastide.core.territory.models import Organisation
from bastide.townhalls.actes import actions, queries
from bastide.townhalls.actes.seda import VERSIONS


class Command(BaseCommand):
    help = "Write an ArchiveTransfer of SEDA 2 with its files, in a zip: the finished acts of a body."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("body", help="the body's slug")
        parser.add_argument("output", type=Path)
        parser.add_argument("--since", type=date.fromisoformat, help="decided on this day or later")
        parser.add_argument("--until", type=date.fromisoformat, help="decided on this day or earlier")
        parser.add_argument("--agency", default=settings.ACTES_ARCHIVES_AGENCY, help="identifier of the archives")
        parser.add_argument("--agreement", default=settings.ACTES_ARCHIVES_AGREEMENT)
        parser.add_argument("--seda", choices=VERSIONS, default=VERSIONS[0], help="version of the standard")

    def handle(self, *args: Any, body: str, output: Path, agency: str, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=body).first()
        if organisation is None:
            raise CommandError(f"No body has the slug {body}.")
        if not agency:
            raise CommandError("Give the identifier of the archives: --agency, or BASTIDE_ACTES_ARCHIVES_AGENCY.")
        found = queries.actes_to_archive(organisation, since=options["since"], until=options["until"])
        draft = output.with_name(f"{output.name}.part")
        try:
            with draft.open("wb") as target:
                count = actions.export_transfer(
                    organisation=organisation,
                    actes=list(found[: actions.archiving.MOST_ACTES + 1]),
                    agency=agency,
                    agreement=options["agreement"],
                    version=options["seda"],
                    target=target,
                    at=timezone.now(),
                )
            draft.replace(output)
        except actions.NothingToArchive:
            raise CommandError("No finished act in these days.") from None
        except actions.TooMuchToArchive:
            raise CommandError("More than one transfer should hold: ask for fewer days.") from None
        except actions.FileChanged as changed:
            raise CommandError(f"{changed}: no longer what its hash says.") from None
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{count} files in {output}")
