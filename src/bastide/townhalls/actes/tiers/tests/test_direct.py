"""Straight to the State and its mailbox; by hand; and when to try again."""

from __future__ import annotations

import email
import imaplib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bastide.townhalls.actes.tiers.calls import Access
from bastide.townhalls.actes.tiers.direct import Direct, Gateway, Simulator, SimulatorAddress
from bastide.townhalls.actes.tiers.mailboxes import FolderMailbox, ImapAccess, ImapMailbox
from bastide.townhalls.actes.tiers.manual import Manual, write_package
from bastide.townhalls.actes.tiers.pace import Quota
from bastide.townhalls.actes.tiers.port import (
    Ambiguous,
    CredentialsRefused,
    Deposit,
    Mode,
    NotOffered,
    Refused,
    Sending,
    Unreachable,
)
from bastide.townhalls.actes.wire.messages import ReplyKind, ReplyMessage
from bastide.townhalls.actes.wire.tests.factories import ACTE, LETTER_DATE, PDF, PNG, SENDER, UNIQUE_ID, piece

from .imap import imap_port
from .serving import Asked, Double, Said, make_certificates, served

__all__ = ["imap_port"]
ARCHIVE = b"\x1f\x8b" + b"archive" * 20_000
NAME = "BAS-EACT--212499998--20260302-4.tar.gz"
SENDING = Sending(SENDER, ACTE, NAME, "00", lambda: io.BytesIO(ARCHIVE))


class StateDouble(Double):
    status = 200

    def answer(self, asked: Asked) -> Said:
        return Said("reçu", self.status)


@pytest.fixture
def state():
    with served(StateDouble()) as double:
        yield double


@pytest.fixture
def box(tmp_path):
    return FolderMailbox(tmp_path / "courriels")


def direct(double, box, mode=Mode.REAL, **changes):
    return Direct(Gateway(Access(double.url, timeout=(0.4, 0.4)), "/depot", **changes), box, mode)


def test_the_archive_leaves_under_its_own_name(state, box):
    deposit = direct(state, box).submit(SENDING)

    assert deposit.reference == NAME
    assert state.asked[0].files == [(NAME, NAME, ARCHIVE)]
    assert state.asked[0].path == "/depot"


def test_or_in_three_named_fields(state, box):
    direct(state, box, named_fields=True, agent="stela").submit(SENDING)

    asked = state.asked[0]
    assert (asked.value("name"), asked.value("filename")) == (NAME, NAME)
    assert asked.files == [("file", NAME, ARCHIVE)]
    assert asked.headers["X-User-Agent"] == "stela"


def test_only_the_agreed_answer_is_a_success(state, box):
    state.status = 201
    with pytest.raises(Ambiguous):
        direct(state, box).submit(SENDING)
    direct(state, box, success=frozenset({201})).submit(SENDING)
    state.status = 422
    with pytest.raises(Refused):
        direct(state, box).submit(SENDING)
    for how, problem in (("cut after", Ambiguous), ("silence", Ambiguous), ("500", Ambiguous), ("503", Unreachable)):
        state.fails("/depot", how)
        with pytest.raises(problem):
            direct(state, box).submit(SENDING)


def test_a_rescue_address_is_tried_when_nobody_answers(state, box):
    down = Access("http://127.0.0.1:9", timeout=(0.4, 0.4))

    with pytest.raises(Unreachable):
        Direct(Gateway(down), box, Mode.REAL).submit(SENDING)
    assert Direct(Gateway(down, rescue=Access(state.url)), box, Mode.REAL).submit(SENDING).reference == NAME


def test_training_and_real_acts_never_mix(state, box):
    training = replace(SENDING, archive_name=NAME.replace("EACT", "TACT"))

    for mode, sending in ((Mode.TRAINING, SENDING), (Mode.REAL, training)):
        with pytest.raises(Refused, match="mode"):
            direct(state, box, mode).submit(sending)
    with pytest.raises(Refused, match="formation"):
        Simulator(SimulatorAddress(state.url, box), Mode.REAL)
    with pytest.raises(Refused, match="mode"):
        Simulator(SimulatorAddress(state.url, box)).submit(SENDING)
    assert state.asked == []
    with pytest.raises(Refused, match="manque"):
        direct(state, box).submit(replace(SENDING, open_archive=None))


def test_the_state_tells_nothing_by_this_way(state, box):
    connection, deposit = direct(state, box), Deposit(NAME)

    for ask in (
        lambda: connection.look_up(SENDING),
        lambda: connection.status(deposit),
        lambda: connection.ar(deposit),
        lambda: connection.download(None),
    ):
        with pytest.raises(NotOffered):
            ask()
    assert (connection.documents(deposit), connection.classification()) == ([], None)
    assert connection.test().is_working
    assert connection.cancel(SENDING, deposit=deposit) == connection.reply(SENDING, to="") == connection.submit(SENDING)
    assert connection.ask_classification(SENDING).reference == NAME


def test_both_sides_show_a_certificate(tmp_path, box):
    of = make_certificates(tmp_path)
    with served(StateDouble(), of.context()) as double:
        ours = Access(double.url, certificate=of.client, authorities=of.authority)

        Direct(Gateway(ours), box, Mode.REAL).submit(SENDING)
        with pytest.raises((CredentialsRefused, Unreachable, Ambiguous)):
            Direct(Gateway(replace(ours, certificate=of.stranger)), box, Mode.REAL).submit(SENDING)
        with pytest.raises(CredentialsRefused):
            Direct(Gateway(replace(ours, authorities=b"")), box, Mode.REAL).submit(SENDING)
    assert len(double.asked) == 1


# Mailboxes ------------------------------------------------------------------------------------------------------------

MAILS = [b"Subject: un\r\n\r\n1\r\n", "Subject: deux\r\n\r\nété\r\n".encode("latin-1")]


def test_a_folder_gives_its_mails_until_they_are_kept(box):
    assert list(box.waiting(frozenset())) == []
    for rank, mail in enumerate(MAILS):
        (box.path / "new" / f"{rank}.machine").write_bytes(mail)

    first, second = box.waiting(frozenset())
    box.keep(first.reference)
    box.keep(first.reference)
    box.keep("../ailleurs")

    assert [first.raw, second.raw] == MAILS
    assert [one.reference for one in box.waiting(frozenset())] == [second.reference]
    assert list(box.waiting(frozenset({second.reference}))) == []
    assert [path.read_bytes() for path in (box.path / "cur").iterdir()] == MAILS[:1]


def test_an_imap_box_gives_its_mails_until_they_are_kept(imap_port):
    access = ImapAccess("127.0.0.1", "demouser", "demopass", imap_port, security="none", timeout_s=10)
    box = ImapMailbox(access)
    with imaplib.IMAP4("127.0.0.1", imap_port) as client:
        client.login("demouser", "demopass")
        for mail in MAILS:
            client.append("INBOX", "", None, mail)

    assert box.test()
    first, second = box.waiting(frozenset())
    again = [one.reference for one in box.waiting(frozenset({first.reference}))]
    box.keep(first.reference)
    box.keep("autre:1")

    assert [email.message_from_bytes(one.raw)["Subject"] for one in (first, second)] == ["un", "deux"]
    assert "été".encode("latin-1") in second.raw
    assert again == [second.reference]
    assert [one.reference for one in box.waiting(frozenset())] == [second.reference]
    with pytest.raises(CredentialsRefused):
        list(ImapMailbox(replace(access, password="autre")).waiting(frozenset()))
    with pytest.raises(Unreachable, match="dossier"):
        list(ImapMailbox(replace(access, folder="Ailleurs")).waiting(frozenset()))
    with pytest.raises(Unreachable):
        list(ImapMailbox(replace(access, port=9)).waiting(frozenset()))
    with pytest.raises((CredentialsRefused, Unreachable)):
        list(ImapMailbox(replace(access, security="tls")).waiting(frozenset()))
    with pytest.raises(CredentialsRefused, match="chiffrée"):
        ImapMailbox(replace(access, host="imap.test"))


# By hand --------------------------------------------------------------------------------------------------------------


def test_a_package_holds_what_to_type_and_what_to_attach():
    target = io.BytesIO()
    act = replace(ACTE, subject="L’été", document=piece(name="../délib.v2.pdf"))

    write_package(replace(SENDING, message=act), target)

    with zipfile.ZipFile(target) as packed:
        names = packed.namelist()
        sheet = packed.read("a-saisir.txt").decode("utf-8-sig")
        assert names[1:] == ["01-99_DE-délib.v2.pdf", "02-99_SE-deliberation.pdf", "03-70_PL-deliberation.png"]
        assert [packed.read(name) for name in names[1:]] == [PDF, PDF, PNG]
    for words in ("Numéro : D2026_012", "Objet : L'été", "Matière : 7.10", f"Identifiant attendu : {UNIQUE_ID}"):
        assert words in sheet
    reply = ReplyMessage(ReplyKind.DOCUMENTS_SENT, UNIQUE_ID, LETTER_DATE, (piece(),))
    write_package(replace(SENDING, message=reply), second := io.BytesIO())
    assert "Lettre du : 26/02/2026" in zipfile.ZipFile(second).read("a-saisir.txt").decode("utf-8-sig")


def test_by_hand_nothing_is_asked_of_a_machine():
    manual, deposit = Manual(Mode.REAL), Deposit(NAME)

    assert manual.test().is_working
    assert manual.submit(SENDING) == manual.reply(SENDING, to="") == manual.cancel(SENDING, deposit=deposit) == deposit
    assert (manual.documents(deposit), manual.classification(), list(manual.incoming())) == ([], None, [])
    for ask in (
        lambda: manual.look_up(SENDING),
        lambda: manual.status(deposit),
        lambda: manual.ar(deposit),
        lambda: manual.ask_classification(SENDING),
    ):
        with pytest.raises(NotOffered):
            ask()


# When -----------------------------------------------------------------------------------------------------------------

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_quota_counts_what_left_within_its_window():
    quota = Quota(100)
    sent = [(NOON - timedelta(minutes=61), 90), (NOON - timedelta(minutes=59), 60)]

    assert quota.has_room(sent, 40, at=NOON)
    assert not quota.has_room(sent, 41, at=NOON)
