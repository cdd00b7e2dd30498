"""The simulated State takes training acts over HTTP, checks them, and answers by mail as the real one would."""

from __future__ import annotations

import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bastide.townhalls.actes.simulator.ledger import Ledger
from bastide.townhalls.actes.simulator.mailing import FolderDelivery, ImapDelivery
from bastide.townhalls.actes.simulator.national import DATED, national_classification
from bastide.townhalls.actes.simulator.prefecture import Behaviour, Simulation
from bastide.townhalls.actes.simulator.scenarios import Play, Scenario, UnknownScenario, play, plays_in
from bastide.townhalls.actes.simulator.server import MOST_BYTES, SimulatorServer
from bastide.townhalls.actes.tiers.calls import Access
from bastide.townhalls.actes.tiers.direct import Simulator, SimulatorAddress
from bastide.townhalls.actes.tiers.mailboxes import FolderMailbox, ImapAccess, ImapMailbox
from bastide.townhalls.actes.tiers.port import Ambiguous, CredentialsRefused, Mode, Refused, Sending, Unreachable
from bastide.townhalls.actes.tiers.tests.imap import imap_port
from bastide.townhalls.actes.tiers.tests.serving import make_certificates
from bastide.townhalls.actes.wire.classification import read_classification
from bastide.townhalls.actes.wire.inspection import inspect
from bastide.townhalls.actes.wire.messages import (
    CancellationMessage,
    ClassificationRequestMessage,
    LetterReceiptMessage,
    ReplyKind,
    ReplyMessage,
)
from bastide.townhalls.actes.wire.packing import pack, write_archive
from bastide.townhalls.actes.wire.tests.factories import (
    ACTE,
    ADDRESSES,
    LETTER_DATE,
    SENDER,
    SIREN,
    UNIQUE_ID,
    piece,
)

__all__ = ["imap_port"]
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


class Office:
    """A simulator, the operator that reaches it, and what comes back."""

    def __init__(self, folder: Path, **behaviour) -> None:
        self.ledger = Ledger(folder)
        simulation = Simulation(self.ledger, Behaviour(**behaviour), lambda: NOW)
        self.server = SimulatorServer(("127.0.0.1", 0), simulation, FolderDelivery(folder / "courriels"))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.tiers = Simulator(SimulatorAddress(self.url, FolderMailbox(folder / "courriels")))
        self.serial = 0

    def sending(self, *messages, sender=SENDER, mode="TACT", subject="", archive=None) -> Sending:
        messages = messages or (ACTE,)
        if subject:
            messages = tuple(replace(one, subject=f"Tarifs {subject}") for one in messages)
        self.serial += 1
        day, addresses = date(2026, 3, 2), ADDRESSES
        package = pack(
            sender, messages, trigramme="BAS", mode=mode, day=day, serial=self.serial, return_addresses=addresses
        )
        target = io.BytesIO()
        written = write_archive(package, target)
        data = archive or target.getvalue()
        return Sending(sender, messages[0], package.archive_name, written.sha256, lambda: io.BytesIO(data))

    def send(self, *messages, **options) -> list:
        self.tiers.submit(self.sending(*messages, **options))
        return self.mails()

    def mails(self) -> list:
        """What came since, each mail as its messages; kept at once."""
        self.server.deliver_due()
        found = []
        for incoming in list(self.tiers.incoming()):
            readings = [one.reading for one in inspect(io.BytesIO(incoming.raw), incoming.name)]
            found.append(readings)
            self.tiers.mark_as_kept(incoming)
        return found

    def codes(self, *messages, **options) -> list:
        return [
            one.code or one.kind for mail in self.send(*messages, **options) for one in mail[1:] if one.kind != "mail"
        ]


@contextmanager
def open_office(folder, **behaviour):
    office = Office(folder, **behaviour)
    office.server.is_ending.set()  # mails are delivered when the test looks
    thread = threading.Thread(target=office.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        office.server.shutdown()
        office.server.server_close()
        thread.join()


@pytest.fixture
def office(tmp_path):
    with open_office(tmp_path) as office:
        yield office


def test_an_act_is_acknowledged_by_a_mail_of_the_state(office):
    ((mail, envelope, receipt),) = office.send()

    assert (mail.action, envelope.kind, receipt.action) == ("envelope", "EnveloppeMISILLCL", "acknowledge")
    assert (receipt.unique_id, receipt.received_on, receipt.xsd) == (UNIQUE_ID, "2026-03-02", "valid")
    assert [one.reasons for one in (mail, envelope, receipt)] == [[], [], []]
    assert office.mails() == []


def test_each_scenario_is_asked_for_in_the_subject(office):
    expected = {
        "": ["EnveloppeMISILLCL", "1-2"],
        "#silence": [],
        "#double": ["EnveloppeMISILLCL", "1-2"] * 2,
        "#anomalie-tardive": ["EnveloppeMISILLCL", "1-2", "EnveloppeMISILLCL", "1-3"],
        "#anomalie-007": ["EnveloppeMISILLCL", "1-3"],
        "#enveloppe-100": ["AnomalieEnveloppe"],
        "#courrier": ["EnveloppeMISILLCL", "1-2", "EnveloppeMISILLCL", "2-1"],
        "#pieces": ["EnveloppeMISILLCL", "1-2", "EnveloppeMISILLCL", "3-1"],
        "#observations": ["EnveloppeMISILLCL", "1-2", "EnveloppeMISILLCL", "4-1"],
        "#defere": ["EnveloppeMISILLCL", "1-2", "EnveloppeMISILLCL", "5-1"],
        "#illisible": ["EnveloppeMISILLCL", "unknown"],
        "#autre-siren": ["EnveloppeMISILLCL", "1-2"],
    }
    found = {}
    for rank, words in enumerate(expected):
        found[words] = office.codes(replace(ACTE, number=f"N{rank}"), subject=words)

    assert found == expected


def test_scenarios_that_touch_the_form(office):
    (mail,) = office.send(replace(ACTE, number="A1"), subject="#accents é")
    assert mail[2].reasons == ["encodage : annoncé ISO-8859-1, les octets sont en UTF-8"]
    assert mail[2].subject == "Tarifs #accents é"
    _receipt, letter = office.send(replace(ACTE, number="A2"), subject="#pieces #renumerote")
    assert letter[2].reasons == []
    assert not letter[2].files[0].endswith("_1.pdf")
    (mail,) = office.send(replace(ACTE, number="A3"), subject="#autre-siren")
    assert mail[2].siren == "111111111"
    (mail,) = office.send(replace(ACTE, number="A4"), subject="#boucle")
    assert [one.action for one in mail] == ["quarantine"]
    _receipt, page = office.send(replace(ACTE, number="A5", on_paper=True))
    assert [(one.kind, one.action) for one in page] == [("mail", "envelope")]


def test_a_breakdown_then_nothing_lost(office):
    busy = office.sending(replace(ACTE, subject="Tarifs #panne"))
    with pytest.raises(Ambiguous):
        office.tiers.submit(busy)
    assert office.tiers.look_up(busy) is None
    office.tiers.submit(busy)
    assert office.tiers.look_up(busy) is not None

    cut = office.sending(replace(ACTE, number="C1", subject="Tarifs #coupure"))
    with pytest.raises(Ambiguous):
        office.tiers.submit(cut)
    assert office.tiers.look_up(cut) is not None
    assert len(office.mails()) == 2
    assert set(office.ledger.acts) == {UNIQUE_ID, UNIQUE_ID.replace("D2026_012", "C1")}


def test_the_state_checks_what_it_is_sent(office):
    def anomaly(*messages, **options):
        ((_mail, *_envelope, found),) = office.send(*messages, **options)
        return found.anomaly.code, found.anomaly.rule

    assert anomaly(replace(ACTE, classification_date=date(2019, 1, 1))) == ("002", "ODT-VERIF-01")
    assert anomaly(replace(ACTE, nature=1, subject=" ")) == ("004", "ODT-VERIF-03")
    office.send()
    assert anomaly() == ("001", "ODT-VERIF-05")
    office.server.simulation.behaviour.known = {"111111111"}
    assert anomaly(replace(ACTE, number="B2")) == ("5", "PREF-VERIF-02")
    office.server.simulation.behaviour.known = ()
    assert len(office.ledger.acts) == 1


def test_an_archive_that_is_not_whole_is_refused_as_a_whole(office):
    def rebuilt(keep):
        sending = office.sending(replace(ACTE, number="R1"))
        target = io.BytesIO()
        with tarfile.open(fileobj=sending.open_archive()) as old, tarfile.open(fileobj=target, mode="w:gz") as new:
            for member in old:
                if keep(member.name):
                    new.addfile(member, old.extractfile(member))
            if keep("extra"):
                new.addfile(tarfile.TarInfo("autre.pdf"))
        office.serial -= 1
        return target.getvalue()

    def refusal(data):
        ((_mail, *rest),) = office.send(replace(ACTE, number="R1"), archive=data)
        return [(one.kind, one.anomaly.code) for one in rest if one.anomaly]

    assert refusal(rebuilt(lambda name: not name.endswith("1-1_0.xml"))) == [("AnomalieEnveloppe", "1")]
    assert refusal(rebuilt(lambda name: True)) == [("AnomalieEnveloppe", "2")]
    assert refusal(rebuilt(lambda name: not name.endswith("1-1_2.pdf") and name != "extra")) == [
        ("AnomalieActe", "006")
    ]
    assert office.send(archive=b"\x1f\x8bgarbage") == []
    assert office.ledger.acts == {}


def test_the_whole_conversation(office):
    office.send()

    def reply(kind):
        return ReplyMessage(kind, UNIQUE_ID, LETTER_DATE, (piece(),))

    assert office.codes(reply(ReplyKind.DOCUMENTS_SENT)) == ["EnveloppeMISILLCL", "3-5"]
    assert office.codes(reply(ReplyKind.DOCUMENTS_REFUSED)) == ["EnveloppeMISILLCL", "3-5"]
    assert office.codes(reply(ReplyKind.OBSERVATIONS_ANSWERED)) == ["EnveloppeMISILLCL", "4-5"]
    assert office.codes(reply(ReplyKind.OBSERVATIONS_REJECTED)) == ["EnveloppeMISILLCL", "4-5"]
    assert office.codes(reply(ReplyKind.ANSWER_TO_LETTER)) == []
    assert office.codes(LetterReceiptMessage("3-2", UNIQUE_ID, LETTER_DATE)) == []
    assert office.codes(ClassificationRequestMessage(DATED)) == ["EnveloppeMISILLCL", "7-3"]
    ((_mail, _envelope, classification),) = office.send(ClassificationRequestMessage())
    assert (classification.action, classification.xsd) == ("store_classification", "valid")
    ((_mail, _envelope, cancelled),) = office.send(CancellationMessage(UNIQUE_ID))
    assert (cancelled.action, cancelled.unique_id) == ("cancelled", UNIQUE_ID)
    assert office.codes(CancellationMessage(UNIQUE_ID)) == []
    # A number is burnt by a cancellation.
    assert office.codes() == ["EnveloppeMISILLCL", "1-3"]


def ask(office, method, path, body=b"", **headers):
    client = http.client.HTTPConnection("127.0.0.1", office.server.server_port, timeout=5)
    client.request(method, path, body, headers)
    answer = client.getresponse()
    text = answer.read().decode()
    client.close()
    return answer.status, text


def test_real_acts_and_nonsense_are_turned_away(office):
    real = replace(office.sending(mode="EACT"), archive_name=f"BAS-EACT--{SIREN}--20260302-1.tar.gz")
    with pytest.raises(Refused, match="mode"):
        office.tiers.submit(real)
    office.tiers.mode = Mode.REAL  # even if somebody forced it
    with pytest.raises(Refused) as refusal:
        office.tiers.submit(real)

    assert "TACT" in refusal.value.raw.decode()
    assert office.ledger.archives == {}
    assert ask(office, "POST", "/actes", b"x")[0] == 400
    assert ask(office, "POST", "/actes", b"x", **{"Content-Type": "multipart/form-data; boundary=a"})[0] == 400
    assert ask(office, "POST", "/actes", **{"Content-Length": str(MOST_BYTES + 1)})[0] == 413
    assert ask(office, "POST", "/ailleurs")[0] == 404
    assert ask(office, "GET", "/ailleurs")[0] == 404
    assert ask(office, "GET", "/recus?archive=x")[0] == 404
    assert "#anomalie-002" in ask(office, "GET", "/")[1]
    assert list((office.ledger.folder / "arrivees").iterdir()) == []


def test_a_trainer_sends_a_letter_later(office):
    office.send()

    assert ask(office, "POST", f"/lettres?code=4-1&acte={UNIQUE_ID}") == (200, "Lettre envoyée.")
    assert ask(office, "POST", "/lettres?code=4-1&acte=inconnu")[0] == 404
    assert ask(office, "POST", f"/lettres?code=9-9&acte={UNIQUE_ID}")[0] == 404
    ((_mail, _envelope, letter),) = office.mails()
    assert (letter.action, letter.motive) == ("open_letter", "Le quorum n'est pas mentionné.")
    assert json.loads(ask(office, "GET", "/registre")[1])["actes"][0]["unique_id"] == UNIQUE_ID


def test_what_it_knew_outlives_it(tmp_path):
    with open_office(tmp_path, delay_s=0) as office:
        sending = office.sending()
        office.tiers.submit(sending)
    with open_office(tmp_path) as again:
        assert again.tiers.look_up(sending) is not None
        assert again.tiers.look_up(replace(sending, archive_sha256="0")) is None
        assert len(again.mails()) == 1
        again.serial = 7
        assert again.codes() == ["EnveloppeMISILLCL", "1-3"]


def test_answers_may_be_late(tmp_path):
    with open_office(tmp_path, delay_s=3600) as office:
        assert office.send() == []
        assert len(office.ledger.due(time.time_ns() + 2 * 3600 * 10**9)) == 1


def test_words_that_name_a_scenario():
    assert plays_in("Tarifs #anomalie-2, #courrier et #rien") == [
        Play(Scenario.ANOMALY, "002"), Play(Scenario.LETTER)]  # fmt: skip
    assert plays_in("n° #12, C#") == []
    assert [play("enveloppe-005"), play("anomalie"), play("enveloppe")] == [
        Play(Scenario.ENVELOPE, "5"), Play(Scenario.ANOMALY, "002"), Play(Scenario.ENVELOPE, "5")]  # fmt: skip
    for unknown in ("anomalie-008", "enveloppe-9", "rien"):
        with pytest.raises(UnknownScenario):
            play(unknown)


def test_the_classification_it_gives_has_the_two_national_levels():
    found = read_classification(national_classification())

    assert (found.dated, len(found.natures)) == (DATED, 6)
    assert [one.code for one in found.matieres if len(one.path) == 1] == [str(level) for level in range(1, 10)]
    assert found.matiere((7, 10)).label == "Divers"
    assert {"99_DE", "99_SE"} <= {one.code for one in found.types_for(1, (9, 4))}


def test_it_may_ask_for_certificates_and_answer_by_imap(tmp_path, imap_port):
    of = make_certificates(tmp_path)
    for name in ("server", "authority"):
        (tmp_path / f"{name}.pem").write_bytes(getattr(of, name))
    delivery = ImapDelivery("127.0.0.1", imap_port, "demouser", "demopass")
    simulation = Simulation(Ledger(tmp_path / "etat"), Behaviour(), lambda: NOW)
    server = SimulatorServer(("127.0.0.1", 0), simulation, delivery)
    server.is_ending.set()
    server.secure(tmp_path / "server.pem", tmp_path / "authority.pem")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    box = ImapMailbox(ImapAccess("127.0.0.1", "demouser", "demopass", imap_port, security="none", timeout_s=10))
    url = f"https://127.0.0.1:{server.server_port}"

    def line(certificate):
        access = Access(url, certificate=certificate, authorities=of.authority)
        return Simulator(SimulatorAddress(url, box, access))

    try:
        line(of.client).submit(Office.sending(type("Counted", (), {"serial": 0})()))
        with pytest.raises((CredentialsRefused, Unreachable, Ambiguous)):
            line(of.stranger).submit(Office.sending(type("Counted", (), {"serial": 1})()))
        server.delivery = ImapDelivery("127.0.0.1", imap_port, "demouser", "autre")
        assert server.deliver_due() == 0  # the box is closed: the mail waits
        server.delivery = delivery
        assert server.deliver_due() == 1
        (mail,) = line(of.client).incoming()
        found = [one.reading.action for one in inspect(io.BytesIO(mail.raw), mail.name)]
        assert found == ["envelope", "envelope", "acknowledge"]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_command_serves_until_it_is_told_to_stop(tmp_path):
    environment = {**os.environ, "BASTIDE_STATE_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "bastide.project", "simulate_prefecture", "--port", "0", "--delay", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    url = process.stdout.readline().split()[-1]
    tiers = Simulator(SimulatorAddress(url, FolderMailbox(tmp_path / "prefecture" / "courrier")))

    assert tiers.test().is_working
    tiers.submit(Office.sending(type("Counted", (), {"serial": 0})()))
    for _attempt in range(100):
        if found := list(tiers.incoming()):
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)

    assert len(found) == 1
    assert process.wait(timeout=10) == 0
    process.stdout.close()


def test_the_command_says_what_it_cannot_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match="ne démarre pas"):
            call_command("simulate_prefecture", "--port", str(port), "--folder", str(tmp_path), stdout=StringIO())
    with pytest.raises(CommandError, match="rien"):
        call_command("simulate_prefecture", "--scenario", "rien", "--folder", str(tmp_path), stdout=StringIO())
    (tmp_path / "c.xml").write_text("<a/>")
    with pytest.raises(CommandError, match="Classification"):
        call_command("simulate_prefecture", "--classification", str(tmp_path / "c.xml"), "--folder", str(tmp_path))
