"""The keys of programs: which body they open, who makes them, entrusts them and takes them back."""

from dataclasses import replace

import pytest
import requests

from bastide.core.accounts.testing import note_recent_factor, sign_in
from bastide.core.journal.models import JournalLine
from bastide.townhalls.actes import actions, states
from bastide.townhalls.actes.models import SoftwareKey, Transaction
from bastide.townhalls.actes.testing import NOON, SIREN, make_settings
from bastide.townhalls.actes.tiers.port import CredentialsRefused
from bastide.townhalls.actes.tiers.tests.serving import make_certificates
from bastide.townhalls.actes.views.software import access

from .programs import STATUS, basic, classify, s2low, sending


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
