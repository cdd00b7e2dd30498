"""The contract with S2LOW, against a double that refuses what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from bastide.townhalls.actes.tiers.calls import Access, Caller
from bastide.townhalls.actes.tiers.port import (
    Ambiguous,
    CredentialsRefused,
    Deposit,
    Mode,
    NotOffered,
    Refused,
    Sending,
    State,
    Unreachable,
)
from bastide.townhalls.actes.tiers.s2low import S2low
from bastide.townhalls.actes.wire.messages import (
    ActeMessage,
    CancellationMessage,
    LetterReceiptMessage,
    ReplyKind,
    ReplyMessage,
)
from bastide.townhalls.actes.wire.tests.factories import (
    ACTE,
    CLASSIFICATION,
    LETTER_DATE,
    PDF,
    PNG,
    SENDER,
    UNIQUE_ID,
    piece,
)

from .doubles import AR, S2lowDouble
from .serving import make_certificates, served

CREATE = "actes_transac_create.php"


@pytest.fixture
def double():
    with served(S2lowDouble()) as double:
        yield double


@pytest.fixture
def s2low(double):
    return S2low(Access(double.url, timeout=(0.4, 0.4)), Mode.REAL)


def sending(message=ACTE, **changes) -> Sending:
    return Sending(SENDER, replace(message, **changes))


def test_an_act_is_posted_as_the_reference_says(double, s2low):
    subject = "L’œuvre à 5 € – été"

    deposit = s2low.submit(sending(subject=subject, document=piece(name="délib n°1 (v2).PDF"), on_paper=True))

    asked = double.asked[-1]
    assert deposit.reference == "1000"
    assert deposit.raw == b"OK\n1000\n"
    assert dict(asked.fields) | {"type_pj[]": b""} == {
        "api": b"1", "nature_code": b"1", "classif1": b"7", "classif2": b"10", "number": b"D2026_012",
        "decision_date": b"2026-02-20", "subject": "L'oeuvre à 5 EUR - été".encode("latin-1"),
        "document_papier": b"1", "type_acte": b"99_DE", "type_pj[]": b"",
    }  # fmt: skip
    assert asked.values("type_pj[]") == ["99_SE", "70_PL"]
    assert asked.file("acte_pdf_file") == ("d_lib n_1 _v2_.PDF", PDF)
    assert [(name, data) for key, name, data in asked.files if key == "acte_attachments[]"] == [
        ("deliberation.pdf", PDF), ("deliberation.pdf.png", PNG)]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "d-1"}, "number"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 500}, "subject"),
        ({"nature": 9}, ""),
        ({"decision_date": date(2099, 12, 31)}, "decision_date"),
        ({"document": piece(b"bonjour")}, "document"),
        ({"document": piece(b"")}, "document"),
        ({"document": piece(type_code="")}, "document.type_code"),
        ({"annexes": (piece(b"bonjour"),)}, "annexes"),
        ({"classification_date": date(2019, 1, 1)}, "classification_date"),
    ],
)
def test_what_s2low_refuses_is_a_refusal_at_its_field(s2low, changes, field):
    with pytest.raises(Refused) as refusal:
        s2low.submit(sending(**changes))

    assert refusal.value.field == field
    assert str(refusal.value)


def test_a_number_used_twice_is_refused(s2low):
    s2low.submit(sending())

    with pytest.raises(Refused, match="existe déjà") as refusal:
        s2low.submit(sending())
    assert refusal.value.field == "number"


@pytest.mark.parametrize("how", ["cut after", "silence", "500", "502", "<html>connexion</html>", "OK\n"])
def test_an_ambiguous_answer_is_looked_up_before_sending_again(double, s2low, how):
    double.fails(CREATE, how)
    with pytest.raises(Ambiguous):
        s2low.submit(sending())

    found = s2low.look_up(sending())

    arrived = not how.isdecimal()
    assert (found is not None) == arrived
    assert found is None or found.reference == "1000"
    assert len(double.acts) == arrived


def test_what_is_known_without_a_reference_is_left_to_a_person(double, s2low):
    s2low.submit(sending())
    double.acts["1000"]["status"] = 13  # archived: no list gives it

    with pytest.raises(NotOffered):
        s2low.look_up(sending())
    assert s2low.look_up(sending(number="AUTRE")) is None


def test_what_surely_did_not_arrive_may_be_sent_again(double, s2low):
    double.fails("actes_classification_fetch.php", "cut before")
    with pytest.raises(Unreachable):
        s2low.submit(sending())
    for status in ("503", "429"):
        double.fails(CREATE, status)
        with pytest.raises(Unreachable):
            s2low.submit(sending())
    with pytest.raises(Unreachable):
        S2low(Access("http://127.0.0.1:9", timeout=(0.4, 0.4)), Mode.REAL).submit(sending())
    assert double.acts == {}
    assert s2low.submit(sending()).reference == "1000"


def test_answers_in_json_are_understood(double, s2low):
    double.fails(CREATE, '{"status": "error", "error-message": "numéro invalide"}')
    with pytest.raises(Refused) as refusal:
        s2low.submit(sending())
    double.fails(CREATE, '{"id": 42}')

    assert refusal.value.field == "number"
    assert s2low.submit(sending()).reference == "42"


def test_a_state_comes_with_what_the_state_said(double, s2low):
    deposit = s2low.submit(sending())
    assert s2low.status(deposit).state is State.POSTED
    for not_yet in (s2low.ar, s2low.documents):
        with pytest.raises(Refused):
            not_yet(deposit)

    double.acts[deposit.reference]["status"] = 4
    status = s2low.status(deposit)
    double.acts[deposit.reference]["status"] = -1
    failed = s2low.status(deposit)
    double.acts[deposit.reference]["status"] = 19
    archived = s2low.status(deposit)

    assert (status.state, status.raw) == (State.ACKNOWLEDGED, AR.strip())
    assert (failed.state, failed.message) == (State.ERROR, "002 : classification obsolète")
    assert archived.state is State.ACKNOWLEDGED
    with pytest.raises(Refused, match="inconnue"):
        s2low.status(Deposit("9"))
    double.fails("actes_transac_get_status.php", "OK\nbientôt")
    with pytest.raises(Unreachable):
        s2low.status(deposit)


def test_receipt_and_files_come_once_there_is_a_receipt(double, s2low):
    deposit = s2low.submit(sending())
    double.acts[deposit.reference]["status"] = 4

    _xml, document = s2low.documents(deposit)

    assert s2low.ar(deposit) == AR
    assert (document.reference, document.type_code, document.original_name) == ("2", "99_DE", "délib.pdf")
    assert b"".join(s2low.download(document)) == PDF
    assert b"".join(s2low.download(document, stamped=True)).endswith(b"%tampon")
    assert b"".join(s2low.archive("7")) == b"\x1f\x8barchive"


def test_a_cancellation_waits_for_the_receipt_and_can_be_looked_up(double, s2low):
    deposit = s2low.submit(sending())
    cancellation = Sending(SENDER, CancellationMessage(UNIQUE_ID))
    with pytest.raises(Refused, match="acquittée"):
        s2low.cancel(cancellation, deposit=deposit)
    double.acts[deposit.reference]["status"] = 4
    assert s2low.look_up(cancellation, related=deposit.reference) is None
    double.fails("actes_transac_cancel.php", "cut after")
    with pytest.raises(Ambiguous):
        s2low.cancel(cancellation, deposit=deposit)

    assert s2low.look_up(cancellation, related=deposit.reference) == Deposit("1001")
    with pytest.raises(NotOffered):
        s2low.look_up(cancellation)


@pytest.mark.parametrize(
    ("kind", "sent_as"),
    [
        (ReplyKind.ANSWER_TO_LETTER, "4"),
        (ReplyKind.DOCUMENTS_REFUSED, "3"),
        (ReplyKind.DOCUMENTS_SENT, "4"),
        (ReplyKind.OBSERVATIONS_REJECTED, "3"),
        (ReplyKind.OBSERVATIONS_ANSWERED, "4"),
    ],
)
def test_a_letter_is_answered(double, s2low, kind, sent_as):
    pieces = (piece(), piece(PNG)) if kind == ReplyKind.DOCUMENTS_SENT else (piece(),)

    deposit = s2low.reply(Sending(SENDER, ReplyMessage(kind, UNIQUE_ID, LETTER_DATE, pieces)), to="55")

    asked = double.asked[-1]
    assert (asked.value("id"), asked.value("type_envoie"), asked.value("type_acte")) == ("55", sent_as, "99_DE")
    assert len(asked.files) == len(pieces)
    assert deposit.reference == "1000"


def test_what_s2low_does_by_itself_is_not_asked(s2low):
    receipt = Sending(SENDER, LetterReceiptMessage("3-2", UNIQUE_ID, LETTER_DATE))
    for ask in (lambda: s2low.reply(receipt, to="1"), lambda: s2low.submit(receipt)):
        with pytest.raises(NotOffered):
            ask()


def test_letters_come_until_they_are_kept(double, s2low):
    double.letters = [
        {"id": "7", "type": "3", "number": "D2026_012", "related_transaction_id": "1000", "last_status_id": "7"},
        {"id": "8", "type": "4", "number": "D2026_012", "related_transaction_id": "1000", "last_status_id": "7"},
    ]

    first, second = s2low.incoming()
    s2low.mark_as_kept(first)

    assert (first.reference, first.related, first.raw) == ("7", "1000", b"\x1f\x8barchive")
    assert [one.reference for one in s2low.incoming()] == ["8"]
    assert list(s2low.incoming(known=frozenset({second.reference}))) == []
    double.elsewhere = "https://ailleurs.test"
    with pytest.raises(Refused, match="autre adresse"):
        list(s2low.incoming())


def test_the_classification_comes_raw(double, s2low):
    assert s2low.classification() == CLASSIFICATION
    assert s2low.ask_classification(sending()) is None
    double.classification = b"KO\nAucune classification"
    with pytest.raises(Refused):
        s2low.classification()


def test_the_connection_is_tried(double, s2low):
    found = s2low.test()
    assert (found.is_working, found.facts) == (True, {"logins": "secretaire"})
    double.fails("test-connexion.php", "KO\nCertificat inconnu")
    assert not s2low.test().is_working
    double.fails("test-connexion.php", "500")
    assert "panne" in s2low.test().sentence


@pytest.mark.parametrize("nonce", [False, True])
def test_a_password_goes_with_a_shared_certificate(nonce):
    with served(S2lowDouble("mairie", "é", nonce=nonce)) as double:
        right = S2low(Access(double.url, "mairie", "é"), Mode.REAL, nonce=nonce)
        wrong = S2low(Access(double.url, "mairie", "e"), Mode.REAL, nonce=nonce)

        assert right.submit(sending()).reference == "1000"
        with pytest.raises(CredentialsRefused):
            wrong.submit(sending())


def test_certificates_of_both_sides_are_checked(tmp_path):
    of = make_certificates(tmp_path)
    with served(S2lowDouble(), of.context()) as double:
        ours = Access(double.url, certificate=of.client, authorities=of.authority)

        assert S2low(ours, Mode.REAL).submit(sending()).reference == "1000"
        for wrong in (
            replace(ours, certificate=b""),
            replace(ours, certificate=of.stranger),
            replace(ours, authorities=b""),
        ):
            tested = S2low(wrong, Mode.REAL).test()
            assert not tested.is_working
            with pytest.raises((CredentialsRefused, Unreachable)):
                S2low(wrong, Mode.REAL).submit(sending())
        with pytest.raises(CredentialsRefused):
            S2low(replace(ours, certificate=b"ceci n'est pas un certificat"), Mode.REAL)
        with pytest.raises(CredentialsRefused):
            S2low(replace(ours, authorities=b""), Mode.REAL).submit(sending())
    assert len(double.acts) == 1


def test_a_password_never_leaves_in_clear():
    with pytest.raises(CredentialsRefused, match="https"):
        Caller(Access("http://s2low.test", "mairie", "secret"))


def test_the_signatory_confirms_in_the_browser(s2low):
    url = urlsplit(s2low.confirmation_url(Deposit("12"), "https://bastide.test/retour"))

    assert url.path == "/modules/actes/actes_transac_post_confirm_api.php"
    assert parse_qs(url.query)["id"] == ["12"]
    assert "%%ERROR%%" in parse_qs(url.query)["url_return"][0]
    assert isinstance(ACTE, ActeMessage)
