"""The simulated State itself: what it checks in an archive, what it registers, what it answers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from lxml import etree

from ..wire import answers
from ..wire.answers import Prefecture
from ..wire.classification import read_classification
from ..wire.contents import type_of_head
from ..wire.inspection import ARCHIVE, Found, inspect_path
from ..wire.kinds import OUTER
from ..wire.names import base_name, read_acte_id, read_envelope_name
from ..wire.parsing import parse
from ..wire.said import UNKNOWN, Reading
from ..wire.tarball import ArchiveRefused, TarReader
from ..wire.validation import Conformity
from .ledger import Ledger, RegisteredAct
from .mailing import compose, letter_pdf
from .national import national_classification
from .scenarios import ANOMALIES, ENVELOPE_ANOMALIES, INSTEAD, LETTERS, Play, Scenario, plays_in


class NotTaken(Exception):
    """The archive is turned away at the door, with an HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Cut(Exception):
    """The archive is taken, and the line is cut before anything is said."""


@dataclass(slots=True)
class Behaviour:
    """`known`: the only SIREN it knows, all when empty. `default`: what happens when a subject asks for nothing."""

    prefecture: Prefecture = field(default_factory=Prefecture)
    known: Collection[str] = ()
    default: tuple[Play, ...] = (Play(Scenario.RECEIPT),)
    delay_s: float = 0.0
    classification: bytes = field(default_factory=national_classification)


class Simulation:
    """Takes archives and writes the mails that answer them; who calls delivers them."""

    def __init__(self, ledger: Ledger, behaviour: Behaviour, clock: Callable[[], datetime]) -> None:
        self.ledger, self.behaviour, self.clock = ledger, behaviour, clock
        self.current = read_classification(behaviour.classification).dated

    def receive(self, name: str, path: Path) -> None:
        """Take the archive at `path`; it is moved away. Raises NotTaken and Cut."""
        name = base_name(name)
        said = read_envelope_name(name)
        if said is None or not name.endswith(".tar.gz"):
            raise NotTaken(400, "Le nom de l’archive ne suit pas le format.")
        if said.mode != "TACT":
            raise NotTaken(403, "Le simulateur ne prend que des actes de formation (TACT).")
        found = list(inspect_path(path))
        plays = self._plays(found)
        with self.ledger.lock:
            if any(one.scenario is Scenario.BUSY for one in plays) and name not in self.ledger.was_busy:
                self.ledger.was_busy.add(name)
                self.ledger.save()
                raise NotTaken(500, "Panne simulée : renvoyez.")
            heads = _heads(path)
            self.ledger.keep_archive(name, _sha256(path), path)
            self.ledger.save()
            for mail, later in self._answers(name, found, heads, plays):
                self.ledger.put(mail, time.time_ns() + int((self.behaviour.delay_s * (1 + later)) * 1e9))
            self.ledger.save()
        if any(one.scenario is Scenario.CUT for one in plays):
            raise Cut

    def _plays(self, found: list[Found]) -> list[Play]:
        subjects = " ".join(one.reading.subject or "" for one in found)
        return plays_in(subjects) or list(self.behaviour.default)

    # What is wrong with it -------------------------------------------------------------------------------------------

    def _answers(
        self, name: str, found: list[Found], heads: dict[str, bytes], plays: list[Play]
    ) -> Iterator[tuple[bytes, int]]:
        envelope = next((one for one in found if one.reading.kind == OUTER), None)
        if envelope is None:
            # Nobody to write to: as the State does, we keep it and say nothing.
            return
        root = parse(envelope.data).root
        to = list(envelope.reading.return_addresses)
        if refusal := self._envelope_refusal(name, found, heads, plays):
            code = refusal
            detail = f"{name} -> {ENVELOPE_ANOMALIES[code]}"
            xml = answers.envelope_anomaly(root, code, detail, on=self.clock().date())
            yield self._mail(to, {f"ANO_{envelope.reading.name}": xml}, "Anomalie d’enveloppe", [detail]), 0
            return
        for one in found:
            if one.reading.kind in (ARCHIVE, OUTER, UNKNOWN):
                continue
            yield from self._answer(one, envelope.reading, heads, plays)

    def _envelope_refusal(self, name: str, found: list[Found], heads: dict[str, bytes], plays: list[Play]) -> str:
        """The code of what refuses the whole; "" when it will do."""
        asked = next((one.code for one in plays if one.scenario is Scenario.ENVELOPE), "")
        envelope = next(one.reading for one in found if one.reading.kind == OUTER)
        said = read_envelope_name(name)
        listed = set(envelope.files)
        present = {one.reading.name for one in found if one.reading.code}
        named = {file for one in found if one.reading.code for file in one.reading.files}
        checks = (
            (not asked, asked),
            (envelope.xsd == Conformity.VALID, "3"),
            (said is not None and said.emitter == envelope.siren, "5"),
            (not self.behaviour.known or envelope.siren in self.behaviour.known, "5"),
            (listed <= set(heads), "1"),
            (listed == present and set(heads) <= listed | named | {envelope.name}, "2"),
        )
        return next((code for holds, code in checks if not holds), "")

    def _refusal(self, reading: Reading, heads: dict[str, bytes]) -> str:
        """The code of what refuses an act; "" when it is registered."""
        types = [type_of_head(heads[name]) for name in reading.files if name in heads]
        checks = (
            (reading.unique_id is not None and read_acte_id(reading.unique_id) is not None, "005"),
            (reading.subject, "004"),
            (reading.xsd == Conformity.VALID, "005"),
            (reading.nature in range(1, 7), "005"),
            (not any(reason.startswith(("nom :", "numéro :", "annexes :")) for reason in reading.reasons), "005"),
            (all(name in heads for name in reading.files), "006"),
            (all(types), "007"),
            (reading.classification_date == self.current.isoformat(), "002"),
            (len(reading.matiere) >= 2, "003"),
            (reading.unique_id not in self.ledger.acts, "001"),
        )
        return next((code for holds, code in checks if not holds), "")

    # What it answers -------------------------------------------------------------------------------------------------

    def _answer(
        self, one: Found, envelope: Reading, heads: dict[str, bytes], plays: list[Play]
    ) -> Iterator[tuple[bytes, int]]:
        reading, to, today = one.reading, list(envelope.return_addresses), self.clock().date()
        siren = envelope.siren or ""
        match reading.code:
            case "1-1":
                yield from self._about_act(one, envelope, heads, plays)
            case "6-1":
                act = self.ledger.acts.get(reading.unique_id or "")
                if act is not None and not act.is_cancelled:
                    act.is_cancelled = True
                    xml = answers.cancelled(act.unique_id, on=today)
                    yield self._message(to, siren, self._name(act.unique_id, "6-2"), xml, "Annulation reçue"), 0
            case "3-3" | "3-4" | "4-3" | "4-4" if reading.unique_id and reading.letter_date:
                code = f"{(reading.code or '3')[0]}-5"
                xml = answers.receipt_of_reply(code, reading.unique_id, letter_date=reading.letter_date, on=today)
                yield self._message(to, siren, self._name(reading.unique_id, code), xml, "Réponse reçue"), 0
            case "7-1":
                stem = f"{envelope.departement}-{siren}---"
                if reading.classification_date == self.current.isoformat():
                    name, xml = f"{stem}-7-3_1.xml", answers.unchanged(self.current)
                else:
                    name, xml = f"{stem}-7-2_1.xml", self.behaviour.classification
                yield self._message(to, siren, name, xml, "Classification"), 0

    def _about_act(
        self, one: Found, envelope: Reading, heads: dict[str, bytes], plays: list[Play]
    ) -> Iterator[tuple[bytes, int]]:
        reading, to, today = one.reading, list(envelope.return_addresses), self.clock().date()
        siren, element = envelope.siren or "", parse(one.data).root
        asked = next((play.code for play in plays if play.scenario is Scenario.ANOMALY), "")
        code = self._refusal(reading, heads) or asked
        wanted = {play.scenario for play in plays}
        if code:
            xml = self._anomaly(element, code)
            name = f"{envelope.departement}-{siren}----1-3_{self.ledger.next_number()}.xml"
            yield self._message(to, siren, name, xml, "Anomalie"), 0
            return
        unique_id = reading.unique_id or ""
        self.ledger.acts[unique_id] = RegisteredAct(unique_id, siren, envelope.name, to)
        name = self._name(unique_id, "1-2")
        xml = answers.receipt(element, unique_id, on=today, current=self.current)
        if not wanted & INSTEAD:
            receipt = xml
            if Scenario.WRONG_CHARSET in wanted:
                receipt = xml.decode("latin-1").encode("utf-8")
            mail = self._message(to, siren, name, receipt, "Accusé de réception")
            yield mail, 0
            if Scenario.DUPLICATE in wanted:
                yield mail, 1
        if Scenario.MALFORMED in wanted:
            yield self._message(to, siren, name, xml[: len(xml) // 2], "Accusé de réception"), 0
        if Scenario.OTHER_SIREN in wanted:
            other = xml.replace(siren.encode(), b"111111111")
            yield self._message(to, "111111111", name.replace(siren, "111111111"), other, "Accusé de réception"), 0
        if Scenario.LOOP in wanted:
            yield compose(to, "Absence du bureau", {}, ["Je suis absent."], at=self.clock(), automatic=True), 0
        if reading.on_paper:
            yield self._mail(to, {}, "Envoi multicanal", ["La partie papier de votre envoi est attendue."]), 1
        if Scenario.LATE_ANOMALY in wanted:
            name = f"{envelope.departement}-{siren}----1-3_{self.ledger.next_number()}.xml"
            yield self._message(to, siren, name, self._anomaly(element, "007"), "Anomalie"), 2
        for scenario, kind in LETTERS.items():
            if scenario in wanted:
                yield self.letter(kind, unique_id, siren, to, renumbered=Scenario.RENUMBERED in wanted), 2

    def _anomaly(self, element: etree._Element, code: str) -> bytes:
        return answers.anomaly(element, code, ANOMALIES[code], on=self.clock().date(), current=self.current)

    def send_letter(self, kind: str, unique_id: str) -> bool:
        """A letter about an act that is registered, whenever a trainer asks for it."""
        with self.ledger.lock:
            act = self.ledger.acts.get(unique_id)
            if act is None or kind not in LETTERS.values():
                return False
            self.ledger.put(self.letter(kind, unique_id, act.siren, act.return_addresses), time.time_ns())
            self.ledger.save()
        return True

    def letter(self, kind: str, unique_id: str, siren: str, to: list[str], *, renumbered: bool = False) -> bytes:
        today = self.clock().date()
        rank = 40 + self.ledger.next_number() if renumbered else 1
        document = f"{unique_id}-{kind}_{rank}.pdf"
        motive = {"3-1": "Le plan annexé à la délibération.", "4-1": "Le quorum n'est pas mentionné."}.get(kind, "")
        if kind == "5-1":
            xml = answers.deferral(unique_id, [document], on=today, illegality="Défaut de base légale.")
        else:
            xml = answers.letter(kind, unique_id, document, on=today, motive=motive)
        titles = {"2-1": "Courrier", "3-1": "Demande de pièces", "4-1": "Lettre d'observations", "5-1": "Déféré"}
        pdf = letter_pdf(f"{titles[kind]} du {today:%d/%m/%Y}", [f"Acte : {unique_id}", motive])
        name = self._name(unique_id, kind)
        return self._message(to, siren, name, xml, titles[kind], {document: pdf})

    def _name(self, unique_id: str, code: str) -> str:
        """The State counts its messages as it likes."""
        return f"{unique_id}-{code}_{self.ledger.next_number()}.xml"

    def _message(
        self, to: list[str], siren: str, name: str, xml: bytes, title: str, documents: dict[str, bytes] | None = None
    ) -> bytes:
        prefecture = self.behaviour.prefecture
        envelope = f"TACT--{prefecture.emitter}-{siren}-{self.clock():%Y%m%d}-{self.ledger.next_number()}.xml"
        files = {envelope: answers.envelope(prefecture, siren, [name]), name: xml, **(documents or {})}
        return self._mail(to, files, title, [f"{title} : {name}"])

    def _mail(self, to: list[str], files: dict[str, bytes], title: str, lines: list[str]) -> bytes:
        return compose(to, f"[ACTES formation] {title}", files, lines, at=self.clock())


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _heads(path: Path) -> dict[str, bytes]:
    """The first bytes of each file of an archive; nothing of one that is refused."""
    found = {}
    try:
        with path.open("rb") as source:
            reader = TarReader(source)
            for member in reader:
                found[member.name] = next(reader.chunks(), b"")[:2048]
    except ArchiveRefused:
        return {}
    return found
