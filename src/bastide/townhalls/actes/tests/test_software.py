"""Programs that deposit acts: our own client of S2LOW against our own endpoints, and everything they refuse."""

import base64
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import requests
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from bastide.core.accounts.models import Membership
from bastide.core.accounts.testing import note_recent_factor, sign_in
from bastide.core.journal.models import JournalLine
from bastide.townhalls.actes import actions, states
from bastide.townhalls.actes.actions import collecting, dispatching
from bastide.townhalls.actes.models import Acte, SoftwareKey, Transaction
from bastide.townhalls.actes.testing import NOON, SIREN, make_settings, pdf_of
from bastide.townhalls.actes.tiers.calls import Access
from bastide.townhalls.actes.tiers.port import CredentialsRefused, Deposit, IncomingKind, Mode, Refused, Sending
from bastide.townhalls.actes.tiers.s2low import S2low
from bastide.townhalls.actes.tiers.tests.serving import make_certificates
from bastide.townhalls.actes.views import following
from bastide.townhalls.actes.views.software import access, deposits
from bastide.townhalls.actes.wire.inspection import inspect
from bastide.townhalls.actes.wire.messages import CancellationMessage, Sender
from bastide.townhalls.actes.wire.tests.factories import ACTE, CLASSIFICATION, PNG, piece

from .prefecture import Line, Prefecture, anomaly, letter
from .test_transmission import Clock, message_of

CREATE = "/modules/actes/actes_transac_create.php"
STATUS = "/modules/actes/actes_transac_get_status.php"
MESSAGE = replace(
    ACTE,
    classification_date=date(2025, 9, 1),
    subject="L’été à 5 €",
    document=piece(pdf_of()),
    annexes=(piece(PNG, "70_PL", "plan.png"),),
)


class IntoDjango(HTTPAdapter):
    """Carries the calls of `requests` into the application, without a socket."""

    def send(self, request, **options):
        body = request.body
        if body is not None and not isinstance(body, bytes | str):
            body = b"".join(iter(body))
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}
        said = Client().generic(
            request.method,
            request.path_url,
            body or b"",
            content_type=request.headers.get("Content-Type", ""),
            **{name: value for name, value in headers.items() if name not in ("HTTP_CONTENT_TYPE", "HTTP_COOKIE")},
        )
        content = b"".join(said) if said.streaming else said.content
        raw = HTTPResponse(io.BytesIO(content), dict(said.headers), said.status_code, preload_content=False)
        return self.build_response(request, raw)


@pytest.fixture(autouse=True)
def nothing_leaves_by_itself(monkeypatch):
    """A gesture wakes the queue, which in tests works at once; here the clock sends."""
    for screen in (deposits, following):
        monkeypatch.setattr(screen, "send_soon", SimpleNamespace(enqueue=lambda: None))


@pytest.fixture
def body(valdorne):
    organisation = valdorne.valbrune.organisation
    make_settings(organisation)
    classify(organisation)
    return organisation


def classify(organisation):
    actions.store_classification(organisation=organisation, dated_on=date(2025, 9, 1), raw=CLASSIFICATION, at=NOON)


@pytest.fixture
def opened(body, people):
    return actions.make_key(organisation=body, label="Parapheur", by=people.pole, at=NOON)


def s2low(opened):
    key, password = opened
    client = S2low(Access("http://localhost", login=key.login, password=password), Mode.REAL)
    client.caller.session.mount("http://", IntoDjango())
    return client


def basic(opened):
    key, password = opened
    return {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(f'{key.login}:{password}'.encode()).decode()}"}


def sending(**changes):
    return Sending(Sender(SIREN, "099", "1", "31"), replace(MESSAGE, **changes))


def from_now():
    """Programs are answered by the machine's own clock."""
    clock = Clock()
    clock.at = timezone.now() + timedelta(minutes=1)
    return clock


def run(line, clock):
    clock.later(minutes=1)
    dispatching.send_due(clock=clock, connect=lambda settings, at: line)
    collecting.collect(clock=clock, connect=lambda settings, at: line)


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


def test_a_key_opens_its_own_body_and_no_other(valdorne, body, people, opened, client, settings):
    other = valdorne.le_peyrat.organisation
    make_settings(other, siren="212499024")
    classify(other)
    neighbour = actions.make_key(organisation=other, label="Autre", by=people.pole, at=NOON)
    deposit = s2low(opened).submit(sending())
    acte = Transaction.objects.get(pk=deposit.reference).acte
    file = acte.files.get(rank=1)
    one, number = deposit.reference, file.pk * 3
    asked = {
        f"{STATUS}?transaction={one}": b"KO",
        f"{STATUS}?unique_id=099-{SIREN}-20260220-D2026_012-DE": b"KO",
        f"/modules/actes/actes_transac_get_files_list.php?transaction={one}": b"KO",
        f"/modules/actes/actes_download_file.php?file={number}": b"KO",
        f"/modules/actes/actes_transac_get_document.php?id={one}": b"KO",
        f"/modules/actes/actes_create_pdf.php?trans_id={one}": b"KO",
        f"/modules/actes/actes_transac_get_ARActe.php?id={one}": b"KO",
        f"/modules/actes/api/document_prefecture_mark_as_read.php?transaction_id={one}": b'{"result": "ko"',
    }
    for path, refused in asked.items():
        assert client.get(path, **basic(neighbour)).content.startswith(refused), path
        assert client.get(path).status_code == 401
    assert client.get(f"/modules/actes/actes_download_file.php?file={number}", **basic(opened)).status_code == 200
    listed = client.get("/modules/actes/api/list_actes.php?status_id=17", **basic(neighbour))
    assert listed.json()["transactions"] == []
    counts = [
        client.get("/modules/actes/api/number_actes.php?status_id=17", **basic(each)).json()["nb_transactions"]
        for each in (opened, neighbour)
    ]
    assert counts == ["1", "0"]
    assert client.post("/modules/actes/actes_transac_cancel.php", {"id": one}, **basic(neighbour)).content[:2] == b"KO"
    # Another body's key may use the same number: bodies do not meet.
    assert s2low(neighbour).submit(sending()).reference != one

    actions.revoke_key(key=opened[0], by=people.secretary, at=NOON)
    with pytest.raises(CredentialsRefused):
        s2low(opened).status(deposit)
    with pytest.raises(actions.KeyRevoked):
        actions.entrust_key(key=opened[0], by=people.mayor, at=NOON)
    assert JournalLine.objects.filter(verb__in=["actes.key_made", "actes.key_revoked", "actes.deposited"]).count() == 5


def test_a_key_bound_to_a_certificate_opens_with_it_only_and_calls_are_counted(
    body, people, client, settings, tmp_path, monkeypatch
):
    settings.CLIENT_CERTIFICATE_HEADER = "X-Client-Certificate"
    made = make_certificates(tmp_path)
    pem, other = (requests.utils.quote(each.decode()) for each in (made.client, made.stranger))
    key, password = actions.make_key(
        organisation=body, label="Logiciel", by=people.pole, at=NOON, certificate_sha256=access.fingerprint(pem)
    )
    with pytest.raises(actions.CertificateTaken):
        actions.make_key(
            organisation=body, label="Deux", by=people.pole, at=NOON, certificate_sha256=access.fingerprint(pem)
        )
    path, shown, password_only = "/api/test-connexion.php", {"HTTP_X_CLIENT_CERTIFICATE": pem}, basic((key, password))

    heard = [
        client.get(path, **password_only).status_code,
        client.get(path, **password_only, HTTP_X_CLIENT_CERTIFICATE=other).status_code,
        client.get(path, **password_only, **shown).status_code,
        client.get(path, **shown).status_code,
        client.get(path, HTTP_X_CLIENT_CERTIFICATE=other).status_code,
    ]
    assert heard == [401, 401, 200, 200, 401]
    # Without the setting the header is anybody's word.
    settings.CLIENT_CERTIFICATE_HEADER = ""
    assert client.get(path, **shown).status_code == 401
    settings.CLIENT_CERTIFICATE_HEADER = "X-Client-Certificate"
    monkeypatch.setattr(access, "CALLS", replace(access.CALLS, name="few", tries=1))
    monkeypatch.setattr(access, "WRONG", replace(access.WRONG, name="fewer", tries=1))
    assert [client.get(path, **shown).status_code for _call in range(2)] == [200, 429]
    assert [client.get(path).status_code for _call in range(2)] == [401, 429]


def test_the_pole_makes_a_key_the_signatory_entrusts_it_and_the_secretary_shuts_it_out(body, people, client):
    here = f"/espace/organismes/{body.slug}/actes/logiciels/"
    assert sign_in(client, people.secretary).post(here, {"label": "Parapheur"}).status_code == 403
    made = sign_in(client, people.pole).post(here, {"label": "Parapheur", "return_site": "https://parapheur.example/x"})
    key = SoftwareKey.objects.get()
    assert (key.return_site, key.created_by, key.signatory) == ("https://parapheur.example", people.pole, None)
    password = made.context["password"]
    assert key.opens_with(password)
    assert password in made.content.decode()
    assert password not in client.get(here).content.decode()
    assert "<code>http://testserver</code>" in made.content.decode()
    assert made["Cache-Control"] == "no-store"

    entrust = f"{here}{key.pk}/confier/"
    assert sign_in(client, people.mayor).get(entrust).status_code == 302
    note_recent_factor(client, people.mayor)
    client.post(entrust)
    key.refresh_from_db()
    assert key.signatory == people.mayor
    sign_in(client, people.secretary).post(f"{here}{key.pk}/retenir/")
    key.refresh_from_db()
    assert key.signatory is None
    client.post(f"{here}{key.pk}/revoquer/")
    assert sign_in(client, people.neighbour).post(f"{here}{key.pk}/revoquer/").status_code == 404
    assert not SoftwareKey.objects.in_force().exists()


@pytest.mark.parametrize(
    ("back", "is_followed"),
    [
        ("https://parapheur.example/fin?e=%%ERROR%%&m=%%MESSAGE%%", True),
        ("https://ailleurs.example/fin", False),
        ("https://parapheur.example@ailleurs.example/", False),
        ("javascript:alert(1)", False),
    ],
)
@pytest.mark.one_database
def test_a_signatory_comes_from_the_signature_book_and_goes_back_to_it_only(body, people, client, back, is_followed):
    opened = actions.make_key(
        organisation=body, label="Parapheur", by=people.pole, at=NOON, return_site="https://parapheur.example"
    )
    deposit = s2low(opened).submit(sending())
    acte = Transaction.objects.get(pk=deposit.reference).acte
    asked = {"id": deposit.reference, "url_return": back}
    confirm = "/modules/actes/actes_transac_post_confirm_api.php"
    assert client.get(confirm, asked)["Location"].startswith("/comptes/")
    assert sign_in(client, people.neighbour).get(confirm, asked).status_code == 404

    way = sign_in(client, people.mayor).get(confirm, asked)["Location"]
    note_recent_factor(client, people.mayor)
    client.get(way)
    gone = client.post(way.partition("?")[0], {"retour": back})

    assert Transaction.objects.get(pk=deposit.reference).state == states.State.POSTED
    assert ("retour=" in way, "retour=" in gone["Location"]) == (is_followed, is_followed)
    shown = client.get(gone["Location"])
    assert shown.context["way_back"] == ("https://parapheur.example/fin?e=0&m=OK" if is_followed else "")
    assert acte.deposited_with.label in shown.content.decode()


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
