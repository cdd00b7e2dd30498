import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from bastide.core.accounts.testing import note_recent_factor, sign_in
from bastide.core.workspace import queries as workspace
from bastide.data.opendata import queries as opendata
from bastide.townhalls.actes import bundle, queries
from bastide.townhalls.actes.actions import collecting, dispatching, drafting, register, transmission
from bastide.townhalls.actes.models import Acte, Dispatch, RegisterEntry, Seance, Transaction, TransmissionSettings
from bastide.townhalls.actes.testing import (
    DAY,
    make_acte,
    make_entry,
    pdf_of,
)

from .prefecture import Line, Prefecture, deferral, letter


@pytest.fixture(autouse=True)
def no_hurry(settings):
    """Nothing leaves by itself: each test says when."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def run(line):
    Dispatch.objects.filter(state="due").update(due_at=timezone.now())
    dispatching.send_due(clock=timezone.now, connect=lambda settings, at: line)
    collecting.collect(clock=timezone.now, connect=lambda settings, at: line)


def send(client, path, expected=302, **data):
    answer = client.post(path, data)
    assert answer.status_code == expected, (path, answer.status_code, answer.content.decode()[-3000:])
    return answer


def ok(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_deliberation_from_its_model_to_the_register_its_letters_and_its_cancellation(client, body, people, valdorne):
    here = f"/espace/organismes/{body.slug}/actes/"
    sign_in(client, people.secretary)
    ok(client, here)
    ok(client, f"{here}nouveau/")
    send(client, f"{here}nouveau/", expected=422, nature=3, model_key="tariffs")
    send(client, f"{here}nouveau/", nature=1, model_key="tariffs")
    acte = Acte.objects.get()
    this = f"{here}{acte.pk}/"
    ok(client, this)
    ok(client, f"{this}redaction/")
    said = {
        "service": "la cantine",
        "rates": "Repas enfant : 3,20 €\nRepas adulte : 5,10 €",
        "from_date": "1er janvier 2027",
        "present": 11,
        "votes_for": 10,
        "votes_against": 0,
        "abstentions": 1,
    }
    send(client, f"{this}redaction/", **said)
    ok(client, f"{this}objet/")
    send(client, f"{this}objet/", expected=422, object="", decided_on="2050-01-01", number="é")
    described = {
        "object": "Tarifs de la cantine pour l’année 2027",
        "decided_on": "2026-11-12",
        "number": "2026-1",
        "author_body": "Conseil municipal",
        "author_name": "Aline Dutilh",
        "author_capacity": "Maire",
    }
    send(client, f"{this}objet/", **described)
    acte.refresh_from_db()
    assert (acte.number, acte.matiere_code) == ("2026_1", "7.10")
    assert b"7.10" in ok(client, f"{this}matiere/?q=cantine")
    assert b"3.5" in ok(client, f"{this}matiere/?q=chemin rural")
    send(client, f"{this}matiere/", q="cantine", code="7.10")
    ok(client, f"{this}documents/")
    annexe = SimpleUploadedFile("grille.pdf", pdf_of("Grille tarifaire"), "application/pdf")
    send(client, f"{this}documents/", file=annexe, role="annexe", type_code="99_SE")
    exe = SimpleUploadedFile("grille.pdf", b"MZ\x90" + bytes(50), "application/pdf")
    send(client, f"{this}documents/", expected=422, file=exe, role="annexe", type_code="")
    send(client, f"{this}documents/types/", type_1="99_DE", type_2="99_SE")
    assert b"n\xe2\x80\x99attend" not in ok(client, f"{this}obligation/")
    send(client, f"{this}obligation/", case="vote", names_people="no", publishes_itself="on")
    assert "Tout est prêt" in ok(client, f"{this}verification/").decode()
    send(client, f"{this}verification/")
    acte.refresh_from_db()
    assert acte.state == Acte.State.READY
    assert "Transmettre" not in [task.button for task in workspace.tasks_for(body, people.secretary, timezone.now())]
    assert "Transmettre" in [task.button for task in workspace.tasks_for(body, people.mayor, timezone.now())]

    # The secretary does not transmit; the signatory does, with a second factor shown just now.
    assert client.get(f"{this}transmettre/").status_code == 302
    sign_in(client, people.mayor)
    note_recent_factor(client, people.mayor, seconds_ago=700)
    assert client.post(f"{this}transmettre/").status_code == 302
    assert not Transaction.objects.exists()
    note_recent_factor(client, people.mayor)
    ok(client, f"{this}transmettre/")
    send(client, f"{this}transmettre/")
    line = Line(Prefecture())
    run(line)

    acte.refresh_from_db()
    assert acte.state == Acte.State.RECEIVED
    page = ok(client, this).decode()
    assert "Reçu en préfecture" in page
    assert "Publié au registre" in page
    for screen in ("accuse/", "bordereau/", "certificat/", "tout/"):
        ok(client, this + screen)
    main = acte.files.get(rank=1)
    assert ok(client, f"{this}documents/{main.pk}/tampon/").startswith(b"%PDF")
    assert ok(client, f"{this}documents/{main.pk}/") == main.read()
    entry = RegisterEntry.objects.get()
    assert "Tarifs de la cantine" in ok(client, f"/communes/{valdorne.valbrune.slug}/").decode()
    assert "Tarifs de la cantine" in ok(client, f"/communes/{valdorne.valbrune.slug}/actes/").decode()
    assert "Tarifs de la cantine" in ok(client, "/actes/?q=repas+adulte").decode()
    assert "Tarifs de la cantine" not in ok(client, "/actes/?q=piscine").decode()
    assert entry.unique_id in ok(client, f"/actes/{entry.pk}/").decode()
    assert ok(client, f"/actes/{entry.pk}/document/") == entry.read()
    assert "PREF099,2026-11-25" in ok(client, f"/communes/{valdorne.valbrune.slug}/actes/donnees/").decode()
    assert "Tarifs" in ok(client, f"/communes/{valdorne.valbrune.slug}/actes/flux/").decode()
    for feed in ("/actes/flux/atom/", f"/communes/{valdorne.valbrune.slug}/actes/flux/atom/"):
        assert b'xmlns="http://www.w3.org/2005/Atom"' in ok(client, feed)
    assert "10 pour, 0 contre, 1 abstention<" in ok(client, f"/actes/{entry.pk}/").decode()

    for root in ("CourrierSimple", "DemandePieceComplementaire", "LettreObservations"):
        line.prefecture.say(letter(root, acte.unique_id, motive="Le plan manque"))
    line.prefecture.say(deferral(acte.unique_id))
    run(line)
    assert "late" in [task.tone for task in workspace.tasks_for(body, people.secretary, timezone.now())]
    note_recent_factor(client, people.mayor)
    for exchange in Transaction.objects.letters():
        ok(client, f"{this}courriers/{exchange.pk}/")
        if exchange.may_be_answered:
            ok(client, f"{this}courriers/{exchange.pk}/repondre/")
            sheet = SimpleUploadedFile("reponse.pdf", pdf_of(), "application/pdf")
            send(client, f"{this}courriers/{exchange.pk}/repondre/", sense="answer", document=sheet)
    assert not Transaction.objects.unread().exists()
    run(line)

    proof = send(client, f"{this}preuve/", expected=200).content
    assert bundle.verify_bundle(proof).holds
    send(client, f"{this}annuler/")
    run(line)
    acte.refresh_from_db()
    assert acte.state == Acte.State.CANCELLED
    ok(client, this)


def test_a_proof_is_refused_when_anything_in_it_was_changed(body, people, tmp_path, capsys):
    acte = make_acte(body)
    drafting.make_ready(acte=acte, by=people.secretary, at=timezone.now())
    transmission.transmit_acte(acte=acte, by=people.mayor, at=timezone.now())
    run(Line(Prefecture()))
    from bastide.townhalls.actes.actions.proofs import make_bundle

    acte.refresh_from_db()
    proof = make_bundle(acte=acte, by=people.secretary, at=timezone.now())
    path = tmp_path / "preuve.zip"
    path.write_bytes(proof)
    call_command("verify_act", str(path))
    assert "Intact" in capsys.readouterr().out

    names = zipfile.ZipFile(io.BytesIO(proof)).namelist()
    assert {"journal.json", "bordereau.pdf"} <= set(names)
    assert any(name.endswith(".tar.gz") for name in names)
    for change in changes(proof):
        path.write_bytes(change)
        with pytest.raises(CommandError):
            call_command("verify_act", str(path))
    for hostile in (b"", b"PK", b"rien", proof[:500]):
        assert not bundle.verify_bundle(hostile).holds


def changes(proof):
    """The proof with one thing changed: a file, a file and its hash, the signature, one more file, another key."""
    from bastide.townhalls.actes.storage import digest

    with zipfile.ZipFile(io.BytesIO(proof)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    target = "journal.json"
    forged = files[target] + b" "
    manifest = files[bundle.MANIFEST].replace(digest(files[target]).encode(), digest(forged).encode())
    for changed in (
        {target: forged},
        {target: forged, bundle.MANIFEST: manifest},
        {bundle.SIGNATURE: b"00" * 64},
        {bundle.SIGNATURE: b"zz"},
        {"de-plus.txt": b"x"},
        {target: None},
    ):
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as packed:
            for name, content in (files | changed).items():
                if content is not None:
                    packed.writestr(name, content)
        yield written.getvalue()


def test_the_number_of_another_agent_is_told_at_the_field_and_what_was_typed_stays(client, body, people):
    make_acte(body, number="2026_001")
    other = make_acte(body, number="2026_002", with_file=False)
    sign_in(client, people.secretary)

    answer = send(
        client,
        f"/espace/organismes/{body.slug}/actes/{other.pk}/objet/",
        expected=422,
        object="Un objet tout neuf",
        decided_on="2026-11-12",
        number="2026_001",
        author_name="Aline Dutilh",
        author_capacity="Maire",
    )

    page = answer.content.decode()
    assert "2026_003" in page
    assert "Un objet tout neuf" in page


def test_the_register_is_searched_in_few_queries_and_a_withdrawn_act_leaves_a_notice(
    client, valdorne, body, people, django_assert_max_num_queries
):
    entries = [make_entry(body) for _number in range(3)]
    make_entry(valdorne.le_peyrat.organisation)
    for _number in range(2):
        with django_assert_max_num_queries(12):
            ok(client, "/actes/")
    assert len(queries.register_entries(queries.RegisterWish(), organisation=body)) == 3

    # Whoever keeps the document asks each time whether it stands.
    kept = client.get(f"/actes/{entries[0].pk}/document/")
    again = client.get(f"/actes/{entries[0].pk}/document/", HTTP_IF_NONE_MATCH=kept["ETag"])
    assert (kept.status_code, kept["Cache-Control"], again.status_code) == (200, "public, no-cache", 304)

    register.withdraw_entry(entry=entries[0], reason="Nom d’un habitant", by=people.secretary, at=timezone.now())

    page = ok(client, f"/actes/{entries[0].pk}/", status=410).decode()
    assert "Nom d’un habitant" in page
    assert "Tarifs" not in page.split("<main")[1].split("</main")[0]
    assert client.get(f"/actes/{entries[0].pk}/document/").status_code == 302
    assert len(queries.register_entries(queries.RegisterWish(), organisation=body)) == 2
    with pytest.raises(register.AlreadyPublished):
        register.publish_acte(acte=entries[0].acte, by=people.secretary, at=timezone.now())


def test_the_open_data_of_deliberations_keep_the_national_schema(client, body, valdorne):
    schema = Path(__file__).resolve().parents[5].parent / "shared/data/scdl/schemas/deliberations.schema.json"
    if not schema.is_file():
        pytest.skip("The deliveries that tests read are not beside the checkout.")
    body.siret = "21249901600005"
    body.save()
    make_entry(body, received_on=DAY, unique_id="099-212499016-20261112-2026_001-DE")
    voted = {"members": 15, "votes_for": 10, "votes_against": 1, "abstentions": 2}
    for vote in (voted, voted | {"members": None}, voted | {"votes_against": None}):
        make_entry(body, acte=make_acte(body, state=Acte.State.KEPT, duty="free", **vote))

    sheet = ok(client, f"/communes/{valdorne.valbrune.slug}/actes/donnees/").decode()

    columns, *rows = list(csv.reader(io.StringIO(sheet)))
    assert len(rows) == 4
    votes = [row[columns.index("VOTE_EFFECTIF") : columns.index("VOTE_ABSTENTION") + 1] for row in rows]
    assert votes == [[""] * 5, ["15", "13", "10", "1", "2"], [""] * 5, [""] * 5]
    table = opendata.TableSchema.from_descriptor(json.loads(schema.read_text()))
    report = opendata.validate(table, columns, enumerate(rows, start=2))
    assert [str(fault) for fault in report.faults] == []


def test_a_meeting_from_its_agenda_to_its_minutes(client, body, people, valdorne):
    here = f"/espace/organismes/{body.slug}/seances/"
    sign_in(client, people.secretary)
    ok(client, here)
    agenda = "Tarifs de la cantine\nVente d’un chemin\nMotion"
    send(client, here, body="Conseil municipal", held_on="2026-11-12", agenda=agenda)
    send(client, here, expected=422, body="Conseil municipal", held_on="2026-11-12", agenda=agenda)
    this = f"{here}{Seance.objects.get().pk}/"
    ok(client, this)
    send(client, f"{this}liste/")
    assert not RegisterEntry.objects.exists()
    outcomes = {"outcome_1": "adopted", "outcome_2": "rejected", "outcome_3": "postponed"}
    votes = {"votes_for_1": 8, "votes_against_1": 1, "abstentions_1": 0, "members": 11}
    send(client, this, expected=422, **outcomes, **(votes | {"members": 7}))
    send(client, this, **outcomes, **votes, presided_by="Aline Dutilh, maire")
    acte = Acte.objects.get()
    assert (acte.object, acte.vote_words[:7], acte.members) == ("Tarifs de la cantine", "8 pour,", 11)
    assert acte.presided_by == "Aline Dutilh, maire"
    send(client, f"{here[:-8]}actes/{acte.pk}/vote/", expected=422, votes_for=9, members=11)
    send(client, f"{here[:-8]}actes/{acte.pk}/vote/", votes_for=9, votes_against=1, abstentions=1, members=11)
    assert "Tarifs de la cantine" in ok(client, f"{this}actes/").decode()
    exe = SimpleUploadedFile("d.pdf", b"MZ\x90" + bytes(50), "application/pdf")
    send(client, f"{this}actes/", expected=422, file_1=exe)
    send(client, f"{this}actes/", matiere_1="7.10")
    acte.refresh_from_db()
    assert (acte.state, acte.matiere_code) == (Acte.State.DRAFT, "7.10")
    sheet = SimpleUploadedFile("d.pdf", pdf_of(), "application/pdf")
    send(client, f"{this}actes/", file_1=sheet, matiere_1="7.10", publishes="on")
    acte.refresh_from_db()
    assert (acte.state, acte.publishes_itself) == (Acte.State.READY, True)
    note_recent_factor(client, people.secretary)
    send(client, f"{this}transmettre/")
    acte.refresh_from_db()
    assert acte.state == Acte.State.READY
    sign_in(client, people.mayor)
    note_recent_factor(client, people.mayor, seconds_ago=700)
    assert client.post(f"{this}transmettre/").url.startswith("/comptes/")
    note_recent_factor(client, people.mayor)
    assert "Transmettre cet acte" in ok(client, f"{this}transmettre/").decode()
    send(client, f"{this}transmettre/")
    acte.refresh_from_db()
    assert acte.state == Acte.State.SENDING
    sign_in(client, people.secretary)
    send(client, f"{this}liste/")
    send(client, f"{this}liste/")
    examined = RegisterEntry.objects.get()
    assert "Vente d’un chemin" in examined.text
    assert "rejetée" in examined.text
    assert "Motion" not in examined.text
    sheet = SimpleUploadedFile("pv.pdf", pdf_of("Procès-verbal"), "application/pdf")
    send(client, f"{this}proces-verbal/", file=sheet)
    assert RegisterEntry.objects.count() == 1
    # Kept once, the file is not asked for again on the day it is approved.
    send(client, f"{this}proces-verbal/", approved_on="2026-11-20")
    assert RegisterEntry.objects.count() == 2
    ok(client, this)
    assert "Procès-verbal" in ok(client, f"/communes/{valdorne.valbrune.slug}/actes/").decode()


def test_secrets_are_sealed_and_the_simulator_is_for_training_only(client, body, people, valdorne):
    here = f"/espace/organismes/{body.slug}/actes/reglages/"
    sign_in(client, people.secretary)
    ok(client, here)
    values = {
        "siren": "212499016",
        "department": "099",
        "arrondissement": "1",
        "body_nature": "31",
        "tiers": "s2low",
        "address": "https://s2low.example",
        "login": "mairie",
        "password": "secret-de-la-mairie",
        "mode": "electronic",
        "stamp_corner": "top_left",
        "late_hours": 24,
    }
    send(client, here, **values)
    settings = TransmissionSettings.objects.get()
    assert "secret" not in settings.sealed_password
    assert b"secret-de-la-mairie" not in ok(client, here)
    send(client, here, expected=422, **(values | {"siren": "", "address": ""}))

    from bastide.core.territory.models import PortalSettings

    neighbour = valdorne.le_peyrat.organisation
    type(neighbour).objects.filter(pk=neighbour.pk).update(siren="212499024")
    send(client, here, expected=422, **(values | {"siren": "212499024"}))
    # A secret is not sent to another address than the one it was given for.
    send(client, here, **(values | {"address": "https://ailleurs.example", "password": ""}))
    assert TransmissionSettings.objects.get().sealed_password == ""
    PortalSettings.objects.update(is_demonstration=False)
    send(client, here, expected=422, **(values | {"tiers": "simulator"}))
    send(client, here, **(values | {"tiers": "simulator", "is_training": "on"}))


def test_elected_people_read_and_neighbours_see_nothing(client, body, people):
    acte = make_acte(body)
    here = f"/espace/organismes/{body.slug}/actes/"
    sign_in(client, people.councillor)
    ok(client, here)
    ok(client, f"{here}{acte.pk}/")
    for screen in ("nouveau/", f"{acte.pk}/objet/", f"{acte.pk}/verification/"):
        assert client.get(here + screen).status_code == 404
    sign_in(client, people.neighbour)
    for screen in ("", f"{acte.pk}/", f"{acte.pk}/transmettre/", f"{acte.pk}/bordereau/"):
        assert client.get(here + screen).status_code in (302, 404)


def test_the_pole_follows_every_body(client, valdorne, body, people):
    make_acte(body, state=Acte.State.FAILED)
    here = f"/espace/organismes/{valdorne.pole.slug}/actes/suivi/"
    sign_in(client, people.pole)
    send(client, f"{here}{body.slug}/", interest_on="2026-01-05", note="Enthousiaste")
    page = ok(client, here).decode()
    assert "Commune de Valbrune" in page
    assert "délibérer" in page
    assert "À aider" in page
    ok(client, f"{here}{body.slug}/")
    ok(client, f"/espace/organismes/{valdorne.pole.slug}/actes/quarantaine/")
