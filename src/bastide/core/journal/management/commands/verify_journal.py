"""`bastide verify_journal`: proves that no line was changed, added, moved or lost, or names the first that was."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bastide.core.journal.verify import verify


def noted(value: str) -> tuple[int, str]:
    number, _colon, digest = value.partition(":")
    if not number.isdecimal() or len(digest) < 8:
        raise ArgumentTypeError("Write NUMBER:HASH, with at least eight digits of the hash.")
    return int(number), digest.lower()


class Command(BaseCommand):
    help = "Proves the journal's chain; exits 1 and names the first broken line when it does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--noted",
            type=noted,
            metavar="NUMBER:HASH",
            help="A line and its hash as an earlier run printed them, kept elsewhere.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        proof = verify(anchor=options["noted"])
        if proof.broken:
            raise CommandError(f"Line {proof.broken.number} is broken: {proof.broken.what}.")
        if not proof.is_guarded:
            raise CommandError("The chain holds, but the database's guards against changes are not in place.")
        self.stdout.write(
            f"{proof.count} lines hold, {proof.erased_names} names erased. Note {proof.count}:{proof.hash}"
        )
