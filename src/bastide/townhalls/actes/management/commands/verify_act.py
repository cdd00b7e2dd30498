"""Verify the proof of an act, without a database: bastide verify_act dossier.zip"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bastide.townhalls.actes.bundle import verify_bundle


class Command(BaseCommand):
    help = "Verify the files and the signature of an act's proof; exits 1 when it does not hold."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bundle", type=Path)
        parser.add_argument("--key", action="append", default=[], help="a public key to trust, in hexadecimal")

    def handle(self, *args: Any, bundle: Path, key: list[str], **options: Any) -> None:
        try:
            content = bundle.read_bytes()
        except OSError as error:
            raise CommandError(f"{bundle}: {error.strerror}") from error
        verdict = verify_bundle(content, trusted=key)
        for fault in verdict.faults:
            self.stderr.write(fault)
        if not verdict.holds:
            raise CommandError("Ce dossier de preuve n’est pas intact.")
        named = f"{verdict.facts.get('nature', '')} {verdict.facts.get('numero', '')}".strip()
        for remark in verdict.remarks:
            self.stdout.write(f"À savoir : {remark}")
        if verdict.stamp is not None:
            said = "Horodaté" if verdict.stamp.trust == "trusted" else "D’après un horodatage que rien ne confirme ici,"
            self.stdout.write(f"{said} le {verdict.stamp.at} par {verdict.stamp.by}")
        self.stdout.write(f"Intact : {named}, {verdict.files} fichiers, clé {verdict.key}")
