"""`bastide import_networks FILE…`: what Arcep's files say of mobile sites, or a table says of fixed coverage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bastide.residents.directory import actions
from bastide.residents.directory.networks import UnknownFile


class Command(BaseCommand):
    help = (
        "Apporte aux « TIC faciles » un ou plusieurs fichiers CSV : sites mobiles de l’Arcep, points à couvrir, "
        "couverture fixe par commune. Le format est reconnu à ses colonnes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--producer", default="Arcep", help="Qui a produit ces données.")

    def handle(self, *, files: list[Path], producer: str, **options: Any) -> None:
        refused = []
        for path in files:
            try:
                with path.open("rb") as opened:
                    kept = actions.receive_network_file(
                        stream=opened, name=path.name, producer=producer, by=None, at=timezone.now()
                    )
            except OSError as error:
                refused.append(f"{path}: {error.strerror}")
            except UnknownFile as refusal:
                refused.append(f"{path}: {refusal}")
            except actions.NothingOfOurs:
                refused.append(f"{path}: aucune de nos communes.")
            else:
                self.stdout.write(
                    f"{path}: {kept.get_kind_display()}, {kept.row_count} lignes gardées sur {kept.read_count}."
                )
                for problem in kept.problems:
                    self.stdout.write(f"  {problem}")
        if refused:
            raise CommandError("\n".join(refused))
