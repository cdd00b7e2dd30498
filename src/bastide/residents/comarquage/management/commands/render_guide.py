"""`bastide render_guide`: the page of one document, for who looks after the guides. Needs no database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bastide.residents.comarquage.page import Origin, guide_page, page_main
from bastide.residents.comarquage.reading.head import AUDIENCES
from bastide.residents.comarquage.reading.xml import UnreadableDocument, parse
from bastide.residents.comarquage.text import text_of_page


class Command(BaseCommand):
    help = "Écrit la page d’une fiche, telle que le site la montre quand aucune commune n’est choisie."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--html", action="store_true", help="La page en HTML (par défaut).")
        form.add_argument("--text", action="store_true", help="Le texte de cette page.")
        parser.add_argument("--audience", choices=AUDIENCES, default="", help="Le public, si la fiche ne le dit pas.")
        parser.add_argument("file", metavar="FICHIER.xml", help="La fiche ; « - » pour l’entrée standard.")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["file"]
        try:
            content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name} ne peut pas être lu : {error.strerror or error}.") from None
        code = Path(name).stem if name != "-" else ""
        try:
            root = parse(content)
        except UnreadableDocument as problem:
            raise CommandError(f"{name} : {problem}.") from None
        page = guide_page(root, origin=Origin(Path(name).name), code=code, audience=options["audience"])
        main = page_main(page)
        self.stdout.write(text_of_page(main) if options["text"] else main)
        for element, count in sorted(page.unknown.items()):
            self.stderr.write(f"Élément inconnu, montré quand même : {element} ({count})")
