"""The contract with Pastell, against a double that refuses what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bastide.townhalls.actes.tiers.calls import Access
from bastide.townhalls.actes.tiers.pastell import Pastell
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
from bastide.townhalls.actes.wire.messages import CancellationMessage
from bastide.townhalls.actes.wire.tests.factories import ACTE, PDF, PNG, SENDER, UNIQUE_ID, piece

from .doubles import AR, PastellDouble
from .serving import served

SEND = "action/send-tdt"


@pytest.fixture
def double():
    with served(PastellDouble()) as double:
        yield double


def pastell(double, **changes):
    access = Access(double.url, "bastide", "mot de passe", timeout=(0.4, 0.4))
    return Pastell(replace(access, **changes), Mode.REAL, entity=changes.pop("entity", "7"))


def sending(**changes) -> Sending:
    return Sending(SENDER, replace(ACTE, **changes))


def test_a_document_is_filled_in_then_sent(double):
    deposit = pastell(double).submit(sending(subject="L’été", on_paper=True))

    document = double.documents[deposit.reference]
    assert {key: document[key] for key in ("numero_de_lacte", "objet", "acte_nature", "classification", "type_pj")} == {
        "numero_de_lacte": "D2026_012", "objet": "L'été", "acte_nature": "1", "classification": "7.10 ",
        "type_pj": ["99_DE", "99_SE", "70_PL"],
    }  # fmt: skip
    assert (document["date_de_lacte"], document["document_papier"], document["envoi_tdt"]) == ("2026-02-20", "1", "1")
    assert document["files"]["arrete"] == [("deliberation.pdf", PDF, [])]
    assert document["files"]["autre_document_attache"] == [
        ("deliberation.pdf", PDF, ["0"]), ("deliberation.pdf", PNG, ["1"])]  # fmt: skip
    assert (document["last_action"], document["sent"]) == ("send-tdt", 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "d-1"}, "number"),
        ({"subject": ""}, "subject"),
        ({"document": piece(b"bonjour")}, "document"),
        ({"annexes": (piece(b"bonjour"),)}, "annexes"),
    ],
)
def test_what_pastell_refuses_is_a_refusal_at_its_field(double, changes, field):
    with pytest.raises(Refused) as refusal:
        pastell(double).submit(sending(**changes))

    assert refusal.value.field == field
    assert not any(document.get("sent") for document in double.documents.values())


def test_a_circuit_of_its_own_is_followed_or_said(double):
    double.possible = ["orientation"]
    deposit = pastell(double).submit(sending())
    assert double.documents[deposit.reference]["last_action"] == "orientation"
    double.possible = ["modification"]
    with pytest.raises(Refused, match="circuit"):
        pastell(double).submit(sending())


@pytest.mark.parametrize(("how", "arrived"), [("cut after", True), ("silence", True), ("500", False), ("504", False)])
def test_an_ambiguous_answer_is_looked_up_by_its_reference(double, how, arrived):
    double.fails(SEND, how)
    with pytest.raises(Ambiguous) as problem:
        pastell(double).submit(sending())

    found = pastell(double).look_up(sending(), reference=problem.value.reference)

    assert (found == Deposit("aBc0")) == arrived
    assert double.documents["aBc0"].get("sent", 0) == arrived


def test_its_name_is_written_down_before_it_has_any_effect(double):
    noted = []

    def note(reference):
        noted.append((reference, double.documents[reference].get("sent", 0)))

    deposit = pastell(double).submit(replace(sending(), note_reference=note))

    assert noted == [(deposit.reference, 0)]


def test_a_draft_cut_midway_is_simply_begun_again(double):
    for path in ("/document", "file/arrete", "externalData/type_piece"):
        for how in ("cut after", "500"):
            double.fails(path, how)
            with pytest.raises(Unreachable):
                pastell(double).submit(sending())
    assert pastell(double).look_up(sending()) is None

    pastell(double).submit(sending())

    assert sum(document.get("sent", 0) for document in double.documents.values()) == 1


def test_where_an_act_stands(double):
    deposit = pastell(double).submit(sending())
    found = {}
    for action in ("send-tdt", "acquiter-tdt", "tdt-error", "termine", "autre-chose"):
        double.documents[deposit.reference]["last_action"] = action
        found[action] = pastell(double).status(deposit).state
    double.possible = ["teletransmission-tdt"]

    assert found == {
        "send-tdt": State.TRANSMITTED, "acquiter-tdt": State.ACKNOWLEDGED, "tdt-error": State.ERROR,
        "termine": State.ACKNOWLEDGED, "autre-chose": State.WAITING,
    }  # fmt: skip
    assert pastell(double).status(deposit).state is State.TO_CONFIRM


def test_receipt_and_stamped_act_come_back(double):
    deposit = pastell(double).submit(sending())
    with pytest.raises(Refused, match="pas encore"):
        pastell(double).ar(deposit)
    double.documents[deposit.reference]["last_action"] = "acquiter-tdt"

    documents = pastell(double).documents(deposit)

    assert pastell(double).ar(deposit) == AR
    assert [one.name for one in documents] == ["ar.xml", "acte.pdf"]
    assert b"".join(pastell(double).download(documents[1], stamped=True)) == PDF


def test_a_cancellation_is_an_action(double):
    deposit = pastell(double).submit(sending())
    cancellation = Sending(SENDER, CancellationMessage(UNIQUE_ID))

    assert pastell(double).cancel(cancellation, deposit=deposit).reference == deposit.reference
    assert double.documents[deposit.reference]["last_action"] == "annulation-tdt"
    double.fails("annulation-tdt", "cut after")
    with pytest.raises(Ambiguous) as problem:
        pastell(double).cancel(cancellation, deposit=deposit)
    assert problem.value.reference == deposit.reference


def test_what_pastell_does_not_offer_is_said(double):
    connection = pastell(double)
    for ask in (
        lambda: connection.reply(sending(), to="1"),
        lambda: connection.ask_classification(sending()),
        lambda: connection.submit(Sending(SENDER, CancellationMessage(UNIQUE_ID))),
    ):
        with pytest.raises(NotOffered):
            ask()
    assert connection.classification() is None
    assert list(connection.incoming()) == []


def test_the_connection_is_tried(double):
    assert pastell(double).test().is_working
    assert not pastell(double, password="autre").test().is_working
    access = Access(double.url, "bastide", "mot de passe")
    assert "entité 9" in Pastell(access, Mode.REAL, entity="9").test().sentence
    with pytest.raises(CredentialsRefused):
        Pastell(access, Mode.REAL, entity="9").submit(sending())
    with pytest.raises(Refused):
        Pastell(access, Mode.REAL, entity="../7")
    double.fails("version", "<html>")
    assert not pastell(double).test().is_working
