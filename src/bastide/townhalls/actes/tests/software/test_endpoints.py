"""Programs that deposit acts: our own client of S2LOW against our own endpoints, and everything they refuse."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bastide.core.accounts.models import Membership
from bastide.townhalls.actes import actions, states
from bastide.townhalls.actes.models import Acte, Transaction
from bastide.townhalls.actes.testing import NOON, pdf_of
from bastide.townhalls.actes.tiers.port import Deposit, IncomingKind, Refused, Sending
from bastide.townhalls.actes.wire.inspection import inspect
from bastide.townhalls.actes.wire.messages import CancellationMessage
from bastide.townhalls.actes.wire.tests.factories import CLASSIFICATION, PNG

from ..prefecture import Line, Prefecture, anomaly, letter
from ..sending import message_of
from .programs import CREATE, MESSAGE, basic, from_now, run, s2low, sending


def test_our_own_client_goes_the_whole_way_through_our_own_endpoints(body, people, opened):
    client, line, clock = s2low(opened), Line(Prefecture()), from_now()
    assert client.test().facts == {"logins": opened[0].login}
    assert client.classification() == CLASSIFICATION

    deposit = client.submit(sending())

    exchange = Transaction.objects.get(pk=deposit.reference)
    acte = exchange.acte
    assert client.status(deposit).state is states.State.TO_CONFIRM
    assert (acte.state, acte.object, acte.number) == (Acte.State.READY, "L'été à 5 EUR", "D2026_012")
    assert [(file.type_code, file.original_name) for file in acte.files.order_by("rank")] == [
        ("99_DE", "deliberation.pdf"),
        ("70_PL", "plan.png"),
    ]
    assert client.look_up(sending()).reference == deposit.reference
    with pytest.raises(Refused, match="déjà"):
        client.submit(sending())

    actions.transmit_acte(acte=acte, by=people.mayor, at=clock())
    run(line, clock)

    status = client.status(deposit)
    assert status.state is states.State.ACKNOWLEDGED
    assert status.raw.startswith(b"<actes:ARActe")
    # As it came: the accents of the echo are bytes of ISO-8859-1.
    assert "L'été à 5 EUR".encode("latin-1") in client.ar(deposit) == line.prefecture.answers[0]
    files = client.documents(deposit)
    assert [(file.type_code, file.original_name) for file in files] == [
        ("", ""),
        ("99_DE", "deliberation.pdf"),
        ("70_PL", "plan.png"),
    ]
    assert b"".join(client.download(files[0])).startswith(b"<?xml")
    assert b"".join(client.download(files[2])) == PNG
    original, stamped = (b"".join(client.download(files[1], stamped=way)) for way in (False, True))
    assert original == pdf_of() != stamped
    row = client._list(4, date(2026, 1, 1)).__next__()
    assert row["unique_id"] == "099-212499016-20260220-D2026_012-DE"
    assert b"".join(client.archive(row["envelope_id"])) == line.prefecture.archives[0][1]
    for path in ("actes_create_pdf.php?trans_id", "actes_transac_get_tampon.php?transaction"):
        assert client._get(f"/modules/actes/{path}={deposit.reference}").body.startswith(b"%PDF")

    # Letters are fetched once by programs; people still have to read them.
    line.prefecture.say(letter("CourrierSimple", acte_id(acte)))
    run(line, clock)
    (incoming,) = client.incoming()
    assert incoming.kind is IncomingKind.ARCHIVE
    assert [each.reading.code for each in inspect(io.BytesIO(incoming.raw), incoming.name)][-1] == "2-1"
    client.mark_as_kept(incoming)
    assert list(client.incoming()) == []
    assert Transaction.objects.unread().count() == 1

    # Cancelling commits the body: only for a program that a signatory entrusted.
    cancelling = Sending(sending().sender, CancellationMessage(acte_id(acte)))
    with pytest.raises(Refused, match="signataire"):
        client.cancel(cancelling, deposit=deposit)
    actions.entrust_key(key=opened[0], by=people.mayor, at=clock())
    asked = client.cancel(cancelling, deposit=deposit)
    assert client.look_up(cancelling, related=deposit.reference).reference == asked.reference
    run(line, clock)
    assert client.status(deposit).state is states.State.CANCELLED


def acte_id(acte):
    acte.refresh_from_db()
    return acte.unique_id


def test_an_entrusted_program_transmits_until_its_signatory_leaves_and_its_number_serves_again(body, people, opened):
    client, line, clock = s2low(opened), Line(Prefecture()), from_now()
    with pytest.raises(actions.NotSignatory):
        actions.entrust_key(key=opened[0], by=people.pole, at=NOON)
    actions.entrust_key(key=opened[0], by=people.mayor, at=NOON)
    line.prefecture.is_silent = True

    deposit = client.submit(sending())

    exchange = Transaction.objects.get(pk=deposit.reference)
    assert (exchange.created_by, exchange.state) == (people.mayor, states.State.POSTED)
    waiting = client._post(CREATE, _form(number="D2026_013", en_attente="1"))
    signing = client._post(CREATE, _form(number="D2026_014", must_signed="1"))
    assert [client.status(Deposit(answer.text.split()[1])).state for answer in (waiting, signing)] == [17, 18]
    run(line, clock)
    line.prefecture.is_silent = False
    line.prefecture.say(anomaly("002", "Classification", message_of(line, "1-1")))
    run(line, clock)
    assert client.status(deposit).message.startswith("002")
    again = client.submit(sending())
    assert again.reference != deposit.reference
    assert client.status(deposit).state is states.State.ERROR

    Membership.objects.filter(user=people.mayor).update(ends_on=date(2026, 1, 1))
    assert client.status(client.submit(sending(number="D2026_015"))).state is states.State.TO_CONFIRM


def _form(**changes):
    from bastide.townhalls.actes.tiers.s2low import _file
    from bastide.townhalls.actes.wire.multipart import Form

    fields = {
        "api": "1", "nature_code": "1", "classif1": "7", "classif2": "10", "number": "D2026_012",
        "decision_date": "2026-02-20", "subject": "Tarifs", "document_papier": "0", "type_acte": "99_DE",
    } | changes  # fmt: skip
    form = Form("latin-1")
    for name, value in fields.items():
        if value is not None:
            form.add(name, value)
    return form.add("acte_pdf_file", _file(MESSAGE.document, 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nature_code": "7"}, "nature"),
        ({"classif2": ""}, "matière"),
        ({"classif2": "99"}, "matière 7.99"),
        ({"classif2": "5", "classif4": "1"}, "entre deux"),
        ({"number": "2026-41"}, "numéro"),
        ({"number": ""}, "number"),
        ({"decision_date": "20/02/2026"}, "AAAA-MM-JJ"),
        ({"decision_date": "2999-01-01"}, "avenir"),
        ({"subject": ""}, "objet"),
        ({"subject": "x" * 500}, "trop long"),
        ({"type_acte": "99_XX"}, "type du document"),
        ({"acte_attachments[]": b"MZ programme", "type_pj[]": "70_PL"}, "ni un PDF"),
        ({"acte_attachments[]": pdf_of()}, "type_pj"),
        ({"acte_pdf_file": PNG}, "n’est ni un PDF"),
        ({"acte_pdf_file": None}, "acte_pdf_file"),
        ({"acte_pdf_file_sign": b"signature"}, "signatures à part"),
    ],
)
@pytest.mark.one_database
def test_what_the_screens_refuse_is_refused_and_nothing_stays(body, opened, client, change, words):
    data = {
        "api": "1", "nature_code": "1", "classif1": "7", "classif2": "10", "number": "D2026_012",
        "decision_date": "2026-02-20", "subject": "Tarifs", "acte_pdf_file": pdf_of(),
    } | change  # fmt: skip
    data = {
        name: named(value, name) if isinstance(value, bytes) else value
        for name, value in data.items()
        if value is not None
    }
    before = stored()

    answer = client.post(CREATE, data, **basic(opened))

    said = answer.content.decode("latin-1")
    assert said.startswith("KO\n")
    assert words.replace("’", "'") in said
    assert answer["Content-Type"] == "text/plain; charset=iso-8859-1"
    assert not Acte.objects.exists()
    assert stored() == before


def named(content, name):
    file = io.BytesIO(content)
    file.name = f"{name}.pdf"
    return file


def stored():
    folders, found = ["actes"], []
    while folders:
        folder = folders.pop()
        inner, files = default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])
        folders += [f"{folder}/{each}" for each in inner]
        found += [f"{folder}/{each}" for each in files]
    return sorted(found)


@pytest.mark.parametrize(
    "subject", ["Été à l’œuvre".encode(), "Été à l'oeuvre".encode("cp1252"), "Été \x92".encode("latin-1")]
)
@pytest.mark.one_database
def test_a_form_in_either_encoding_is_read(body, opened, client, subject):
    boundary = "x0x"
    fields = {"nature_code": b"1", "classif1": b"7", "classif2": b"10", "number": b"D1", "decision_date": b"2026-02-20"}
    head = f"--{boundary}\r\nContent-Disposition: form-data; name=".encode()
    parts = [head + f'"{name}"\r\n\r\n'.encode() + value for name, value in {**fields, "subject": subject}.items()]
    parts += [head + b'"acte_pdf_file"; filename="d\xc3\xa9lib.pdf"\r\n\r\n' + pdf_of()]
    sent = b"\r\n".join([*parts, f"--{boundary}--\r\n".encode()])

    answer = client.generic(
        "POST", CREATE, sent, content_type=f"multipart/form-data; boundary={boundary}", **basic(opened)
    )

    assert answer.content.startswith(b"OK\n"), answer.content
    acte = Acte.objects.get()
    assert acte.object.startswith("Été")
    assert acte.files.get().original_name == "délib.pdf"


@pytest.mark.one_database
def test_a_list_of_acts_asks_the_same_whatever_its_length(body, opened, client):
    here, asked = "/modules/actes/api/list_actes.php?status_id=17", []
    for number in ("D1", "D2", "D3"):
        s2low(opened).submit(sending(number=number))
        with CaptureQueriesContext(connection) as queries:
            rows = client.get(here, **basic(opened)).json()["transactions"]
        asked.append((len(rows), len(queries)))

    assert [rows for rows, _count in asked] == [1, 2, 3]
    assert len({count for _rows, count in asked}) == 1


def test_an_act_given_up_in_the_workspace_is_told_to_its_program(body, people, opened):
    client = s2low(opened)
    deposit = client.submit(sending())
    acte = Transaction.objects.get(pk=deposit.reference).acte

    actions.abandon_acte(acte=acte, by=people.secretary, at=NOON + timedelta(hours=1))

    status = client.status(deposit)
    assert (status.state, "abandonné" in status.message) == (states.State.ERROR, True)
    assert client.submit(sending()).reference != deposit.reference


def test_states_are_named_and_the_rest_says_why_not(body, opened, client):
    assert json.loads(client.get("/modules/actes/api/actes_status.php", **basic(opened)).content)["17"]
    for path in ("/api/get-nounce.php", "/modules/actes/api/list_actes.php"):
        assert client.get(path, **basic(opened)).content.startswith(b"KO\n")
    asked = "/modules/actes/actes_classification_request.php?api=1"
    assert [client.get(asked, **basic(opened)).content[:2] for _time in range(2)] == [b"OK", b"KO"]
