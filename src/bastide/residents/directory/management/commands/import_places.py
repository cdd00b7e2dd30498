"""`bastide import_places FILE`: brings places in from a file of any known format, or says what would happen."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from bastide.core.territory.models import Organisation
from bastide.kit.tasks.progress import Progress
from bastide.residents.directory import actions
from bastide.residents.directory.bare_database import is_prepared, use_bare_database
from bastide.residents.directory.current_communes import CurrentCommunes
from bastide.residents.directory.foresight import Foreseen, Foresight
from bastide.residents.directory.models import PlaceSource, Record
from bastide.residents.directory.sources import FORMATS, ColumnMapping, Delivery, Line, UnreadableSource, open_delivery

OUTCOMES = {
    "created": "nouvelles fiches",
    "updated": "mises à jour",
    "unchanged": "sans changement",
    "flagged": "avec une différence à décider",
    "duplicate": "peut-être en double, à décider",
    "refused": "refusées",
}
#: Where a format goes when no source is named; a table of its own has to be named.
SOURCES = {
    "annuaire-v4": "annuaire",
    "annuaire-api": "annuaire",
    "annuaire-2017": "annuaire-2017",
    "mednum": "mediation-numerique",
    "data-inclusion": "data-inclusion",
    "scdl-equipements": "equipements",
}
#: Records of one transaction: well under a second.
BATCH = 50
#: Lines shown of a report on a terminal; `--json` gives all.
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Fait entrer dans l’annuaire les lieux d’un fichier : annuaire de l’administration (export v4, API v2.1, "
        "format de 2017), médiation numérique, data·inclusion, équipements SCDL, tableau CSV, XLSX, ODS ou XLS. Le "
        "format est reconnu au contenu. Avec --dry-run, dit pour chaque fiche ce qui se passerait et pourquoi, sans "
        "rien écrire ; avec --json, le rapport sur la sortie standard est une liste JSON, un objet par fiche et par "
        "ligne (number, key, name, outcome : created, updated, unchanged, flagged, duplicate ou refused ; why, "
        "reasons, remarks, changes, record)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
        parser.add_argument("--dry-run", action="store_true", help="Dit ce qui se passerait ; n’écrit rien.")
        parser.add_argument("--json", action="store_true", help="Rapport en JSON sur la sortie standard.")
        parser.add_argument("--output", type=Path, metavar="RAPPORT", help="Écrit ce rapport JSON dans un fichier.")
        parser.add_argument("--source", default="", metavar="NOM", help="Nom de la source, le même à chaque livraison.")
        parser.add_argument("--title", default="", help="Titre d’une nouvelle source, affiché avec ses valeurs.")
        parser.add_argument("--organisation", default="", metavar="ADRESSE", help="Organisme qui tiendra ces fiches.")
        parser.add_argument("--mapping", type=Path, metavar="JSON", help="Correspondance des colonnes d’un tableau.")
        parser.add_argument(
            "--complete", action="store_true", help="Le fichier est complet : ce qui n’y est plus est signalé."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["dry_run"] and not is_prepared():
                self.stderr.write(
                    "La base de données n’est pas prête : ce qui suit ne compare ces fiches à aucun lieu ni à aucune "
                    "commune."
                )
                use_bare_database()
            with _report_in(options) as report:
                done = _Run(options, report, self.stderr).all_files()
        except DatabaseError as error:
            raise CommandError("La base de données n’est pas prête : lancez d’abord « bastide migrate ».") from error
        except BrokenPipeError:
            # Whoever read the report has seen enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if not options["json"]:
            done.tell(self.stdout.write)
        if done.refusals:
            raise CommandError("\n".join(done.refusals))


@contextmanager
def _report_in(options: dict[str, Any]) -> Iterator[_Report]:
    """Where the JSON goes, closed as it should whatever happens."""
    if options["output"]:
        try:
            with options["output"].open("w", encoding="utf-8") as file, _Report(file) as report:
                yield report
        except OSError as error:
            raise CommandError(f"Le rapport ne peut pas être écrit : {error.strerror}.") from error
    else:
        with _Report(sys.stdout if options["json"] else None) as report:
            yield report


class _Report:
    """A JSON list, one object a line, written as it comes."""

    def __init__(self, file: IO[str] | None) -> None:
        self._file, self._is_first = file, True

    def __enter__(self) -> _Report:
        if self._file is not None:
            self._file.write("[")
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file is not None:
            self._file.write("\n]\n")
            self._file.flush()

    def add(self, told: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write("\n" if self._is_first else ",\n")
            self._file.write(json.dumps(told, ensure_ascii=False, default=str))
        self._is_first = False


class _Run:
    def __init__(self, options: dict[str, Any], report: _Report, stderr: Any) -> None:
        self.options, self.report, self.stderr = options, report, stderr
        self.is_dry = options["dry_run"]
        self.at = timezone.now()
        self.counts: Counter[str] = Counter()
        self.remarks: Counter[str] = Counter()
        self.shown: list[str] = []
        self.told: list[str] = []
        self.refusals: list[str] = []
        self.mapping = _mapping(options["mapping"])
        self.owner = _owner(options["organisation"])
        self.communes = CurrentCommunes()
        self._foresights: dict[str, Foresight] = {}
        self._counts_of: dict[str, Counter[str]] = {}
        if not self.communes.names:
            self._need("Aucune commune n’est chargée : lancez d’abord « bastide load_territory » (ou « load_demo »).")
        elif self.owner is None and not Organisation.objects.filter(kind=Organisation.Kind.POLE).exists():
            self._need("Aucun pôle n’est enregistré pour tenir les fiches : donnez --organisation, ou créez le pôle.")

    def _need(self, message: str) -> None:
        """What is lacking to import; a dry run says it and goes on with what it can tell."""
        if not self.is_dry:
            raise CommandError(message)
        self.stderr.write(message)

    def all_files(self) -> _Run:
        for path in self.options["files"]:
            try:
                with open_delivery(path, self.mapping) as delivery:
                    self._one_file(path, delivery)
            except UnreadableSource as refusal:
                self.refusals.append(f"{path.name} : {refusal}")
                self.report.add(_file_refused(path, refusal))
        if not self.is_dry:
            self._close()
        return self

    def _one_file(self, path: Path, delivery: Delivery) -> None:
        source = self._source(delivery)
        self.stderr.write(f"{path.name} : {FORMATS[delivery.format]}.")
        for remark in delivery.remarks:
            self.stderr.write(f"{path.name} : {remark}")
        foresight = self._foresights.setdefault(source.slug, Foresight(source, actions.foresee_record))
        if self.is_dry:
            for line in delivery.lines():
                self._note(path, foresight.of(self.communes.settle(line)))
            return
        for _line in delivery.lines():
            """To its end first: nothing of a file that was cut is brought in."""
        progress = Progress(sys.stderr)
        progress.step(path.name)
        try:
            records = self._received(path, delivery, foresight)
            while batch := list(itertools.islice(records, BATCH)):
                receipts = actions.receive_batch(records=batch, source=source, by=None, at=self.at)
                counts = self._counts_of.setdefault(source.slug, Counter())
                counts.update(each.outcome.value for each in receipts)
                progress.advance(len(batch))
        finally:
            progress.close()

    def _close(self) -> None:
        """Once for all files: what a source has no more is known only when all of it was read."""
        is_complete = self.options["complete"] and not self.refusals
        if self.options["complete"] and self.refusals:
            self.told.append("Un fichier n’a pas été lu : ce qui manque n’est pas signalé comme disparu.")
        for slug, foresight in self._foresights.items():
            counts = self._counts_of.get(slug, Counter())
            self.told += actions.close_import(
                source=foresight.source, counts=counts, by=None, at=self.at, is_complete=is_complete
            )

    def _received(self, path: Path, delivery: Delivery, foresight: Foresight) -> Iterator[Record]:
        """The records that go in, each foreseen just before: the report says what was done."""
        for line in delivery.lines():
            foreseen = foresight.of(self.communes.settle(line))
            self._note(path, foreseen)
            if line.record is not None and not foreseen.is_left_out:
                yield line.record

    def _note(self, path: Path, foreseen: Foreseen) -> None:
        self.counts[foreseen.outcome.value] += 1
        self.remarks.update(note.code for note in foreseen.line.remarks)
        self.report.add({"file": path.name, **foreseen.as_json()})
        if foreseen.is_to_be_looked_at and len(self.shown) < SHOWN:
            notes = [*foreseen.reasons, *foreseen.line.remarks]
            words = " ".join(note.message for note in notes)
            self.shown.append(f"  {foreseen.line.number}. {foreseen.line.name or 'sans nom'} : {words}")

    def _source(self, delivery: Delivery) -> PlaceSource:
        slug = self.options["source"] or SOURCES.get(delivery.format, "")
        if not slug:
            self._need("Donnez un nom à la source de ce tableau avec --source, le même à chaque livraison.")
            slug = "tableau"
        title = self.options["title"] or delivery.title
        if known := PlaceSource.objects.filter(slug=slug).first():
            return known
        if self.is_dry:
            return PlaceSource(slug=slug, kind=delivery.kind, title=title, organisation=self.owner)
        return actions.source_for(
            slug=slug,
            kind=delivery.kind,
            title=title,
            producer=delivery.producer,
            licence=delivery.licence,
            organisation=self.owner,
        )

    def tell(self, say: Any) -> None:
        """The report for a terminal."""
        total = sum(self.counts.values())
        say(f"{total} fiches lues{' ; rien n’a été écrit' if self.is_dry else ''}.")
        for code, words in OUTCOMES.items():
            if self.counts[code]:
                say(f"  {self.counts[code]} {words}")
        for sentence in self.told:
            say(sentence)
        if self.shown:
            say("À regarder :")
            for line in self.shown:
                say(line)
            if len(self.shown) == SHOWN:
                say("  … le reste avec --json.")


def _file_refused(path: Path, refusal: UnreadableSource) -> dict[str, Any]:
    """A whole file that cannot be used, in the shape of a record."""
    line = Line(0)
    line.refuse(refusal.code, str(refusal))
    told = Foreseen(line, actions.Outcome.REFUSED, list(line.refusals)).as_json()
    return {"file": path.name, **told, "number": None}


def _mapping(path: Path | None) -> ColumnMapping | None:
    if path is None:
        return None
    try:
        return ColumnMapping.from_json(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise CommandError(f"{path} : {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} : {error}") from error


def _owner(slug: str) -> Organisation | None:
    if not slug:
        return None
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist as error:
        raise CommandError(f"Aucun organisme n’a l’adresse « {slug} ».") from error
