"""A list sent from the workspace: its columns named, its report read, then brought in, whatever is killed."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.residents.directory import actions
from bastide.residents.directory.actions import uploads
from bastide.residents.directory.models import Place, PlaceImport, Proposal
from bastide.residents.directory.testing import make_place

from .test_import_places import TABLE

pytestmark = pytest.mark.django_db
UNNAMED = TABLE.replace("Nom;Type", "Qui;Quoi", 1)


def body_address(valdorne, name="directory:space_imports", *args):
    return reverse(name, args=[valdorne.valbrune.organisation.slug, *args])


def send(client, valdorne, content, title="Mes lieux"):
    file = SimpleUploadedFile("liste.csv", content.encode() if isinstance(content, str) else content)
    return client.post(body_address(valdorne), {"file": file, "title": title})


def keep(valdorne, people, content=TABLE, title="Mes lieux"):
    return actions.keep_upload(
        organisation=valdorne.valbrune.organisation,
        content=content.encode(),
        file_name="liste.csv",
        title=title,
        by=people.secretary,
        at=timezone.now(),
    )


def named(upload):
    """Its columns are what was guessed."""
    mapping = uploads.ColumnMapping.from_json(upload.mapping)
    return actions.name_columns(upload=upload, mapping=mapping, at=timezone.now())


def confirmed(valdorne, people, content=TABLE, *, is_complete=False):
    upload = keep(valdorne, people, content)
    upload = named(upload)
    return actions.confirm_import(upload=upload, is_complete=is_complete, by=people.secretary, at=timezone.now())


def unlike(number):
    """A name that no other resembles."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:20]


@pytest.fixture
def secretary(client, people):
    return sign_in(client, people.secretary)


def test_an_agent_names_columns_reads_the_report_and_the_list_comes_in(transactional_db, secretary, valdorne):
    make_place(valdorne.valbrune.organisation)

    columns = secretary.get(send(secretary, valdorne, UNNAMED).url)
    assert "Que dit chaque colonne" in columns.content.decode()
    address = columns.wsgi_request.path
    refused = secretary.post(address, {"geste": "colonnes", "colonne-2": "category"})
    assert refused.status_code == 422
    assert "quelle colonne est le nom" in refused.content.decode()
    chosen = ("key", "name", "category", "address", "insee_code", "lat", "lon", "phones")
    answers = {f"colonne-{place}": name for place, name in enumerate(chosen)}
    report = secretary.post(address, {"geste": "colonnes", **answers}, follow=True).content.decode()
    assert "2 nouvelles fiches, 3 lieux peut-être en double, 2 lignes refusées" in report
    assert "ligne 6 du fichier" in report
    assert Place.objects.count() == 1
    listed = secretary.get(f"{address}lignes/").content.decode()
    assert listed.count("\n") == 1 + 3 + 2 + 1
    done = secretary.post(address, {"geste": "importer"}, follow=True).content.decode()

    assert "La liste est entrée" in done
    assert "Décider de ce qui attend" in done
    assert Place.objects.get(name="Café de la Halle").organisation == valdorne.valbrune.organisation
    assert Proposal.objects.waiting().filter(kind="duplicate").count() == 3
    verbs = list(JournalLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["directory.import_confirmed", "directory.records_received"]
    assert JournalLine.objects.order_by("number").last().actor_id == PlaceImport.objects.get().made_by_id


def test_a_national_format_needs_no_columns(secretary, valdorne):
    schema = (
        "id,pivot,nom,commune,code_postal,adresse,typologie,services,date_maj\n1,,Espace,Valbrune,99100,Rue,ASSO,,\n"
    )

    page = secretary.get(send(secretary, valdorne, schema).url)

    assert "1 nouvelle fiche" in page.content.decode()
    assert page.context["upload"].format == "mednum"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "vide"),
        (b"%PDF-1.7", "PDF"),
        (b'[{"nom": "x"', "coup"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(secretary, valdorne, content, word):
    answer = send(secretary, valdorne, content)

    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert not PlaceImport.objects.exists()


def test_a_list_is_nobodys_business_but_its_bodys(client, valdorne, people):
    upload = keep(valdorne, people)
    address = body_address(valdorne, "directory:space_import", upload.pk)

    sign_in(client, people.neighbour)
    assert client.get(address).status_code == 404
    assert client.post(address, {"geste": "abandonner"}).status_code == 404
    assert client.get(f"{address}lignes/").status_code == 404
    assert send(client, valdorne, TABLE).status_code == 404
    sign_in(client, people.pole)
    assert client.get(address).status_code == 200


def test_the_list_of_lists_asks_as_much_however_many_there_are(secretary, valdorne, people):
    def count():
        with CaptureQueriesContext(connection) as queries:
            secretary.get(body_address(valdorne))
        return len(queries)

    keep(valdorne, people)
    count()  # What is read once for the whole process.
    before = count()
    for number in range(5):
        keep(valdorne, people, title=f"Liste {number}")

    assert count() == before


def test_a_list_is_forgotten_until_it_is_confirmed_and_not_after(transactional_db, secretary, valdorne, people):
    upload = keep(valdorne, people)
    secretary.post(body_address(valdorne, "directory:space_import", upload.pk), {"geste": "abandonner"})
    assert not PlaceImport.objects.exists()

    upload = confirmed(valdorne, people)
    with pytest.raises(actions.AlreadyConfirmed):
        actions.drop_upload(upload=upload)
    again = secretary.post(
        body_address(valdorne, "directory:space_import", upload.pk), {"geste": "abandonner"}, follow=True
    )
    assert "déjà en train" in again.content.decode()


def test_an_import_killed_half_way_goes_on_and_receives_nothing_twice(transactional_db, valdorne, people, monkeypatch):
    rows = "".join(f"{number};{unlike(number)};Lieu à visiter;99001\n" for number in range(120))
    upload = confirmed(valdorne, people, f"id;nom;type;insee\n{rows}")
    received, calls = uploads.receive_batch, []

    def dies(**told):
        calls.append(len(told["records"]))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return received(**told)

    monkeypatch.setattr(uploads, "receive_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.bring_in(clock=timezone.now)
    upload.refresh_from_db()
    assert (upload.position, upload.step) == (50, PlaceImport.Step.RUNNING)
    assert Place.objects.count() == 50
    assert actions.bring_in(clock=timezone.now) == 0, "its lease holds"

    later = timezone.now() + timedelta(seconds=uploads.LEASE_S + 1)
    assert actions.bring_in(clock=lambda: later) == 70
    upload.refresh_from_db()
    assert (upload.position, upload.step, upload.counts["created"]) == (120, PlaceImport.Step.DONE, 120)
    assert Place.objects.count() == 120
    assert calls == [50, 50, 50, 20]


def test_a_long_import_stops_in_time_and_says_how_far_it_is(transactional_db, secretary, valdorne, people):
    rows = "".join(f"{number};{unlike(number)};Lieu à visiter;99001\n" for number in range(60))
    upload = confirmed(valdorne, people, f"id;nom;type;insee\n{rows}")
    now = timezone.now()
    moments = iter([now, now, now, now] + [now + timedelta(hours=1)] * 20)

    actions.bring_in(clock=lambda: next(moments), seconds=10)

    upload.refresh_from_db()
    assert (upload.position, upload.step) == (50, PlaceImport.Step.RUNNING)
    page = secretary.get(body_address(valdorne, "directory:space_import", upload.pk)).content.decode()
    assert "50 lignes sur 60" in page


def test_the_same_list_again_updates_its_places_and_tells_what_has_gone(transactional_db, valdorne, people):
    confirmed(valdorne, people)
    actions.bring_in(clock=timezone.now)
    shorter = "\n".join(TABLE.splitlines()[:3]).replace("4 rue des", "6 rue des")
    again = confirmed(valdorne, people, shorter, is_complete=True)
    actions.bring_in(clock=timezone.now)

    again.refresh_from_db()
    assert again.counts == {"refused": 0, "updated": 1, "unchanged": 1}
    assert again.said == ["« Café de la Halle » n’est plus dans cette source."]
    assert Place.objects.get(name="Épicerie des Tilleuls").address == "6 rue des Tilleuls"
    assert Place.objects.get(name="Café de la Halle").is_published


def test_two_bodies_may_call_their_lists_alike(transactional_db, valdorne, people):
    ours = confirmed(valdorne, people)
    theirs = actions.keep_upload(
        organisation=valdorne.le_peyrat.organisation,
        content=json.dumps([{"nom": "Four", "type": "Lieu à visiter", "insee": "99002"}]).encode(),
        file_name="x",
        title="Mes lieux",
        by=people.neighbour,
        at=timezone.now(),
    )
    theirs = named(theirs)
    theirs = actions.confirm_import(upload=theirs, is_complete=True, by=people.neighbour, at=timezone.now())
    actions.bring_in(clock=timezone.now)

    assert ours.source != theirs.source
    assert Place.objects.get(name="Four").organisation == valdorne.le_peyrat.organisation


def test_words_that_we_do_not_know_are_asked_about_once(transactional_db, secretary, valdorne, people):
    table = (
        "nom;type;insee\nLe Petit Train;Ludo-rail;99001\nGare de Valbrune;Gare;99001\nLes Rails;ludo-rail;99001\n"
        "Au Loup;Lougarou;99001\n"
    )
    address = secretary.get(send(secretary, valdorne, table).url).wsgi_request.path
    columns = {"geste": "colonnes", "colonne-0": "name", "colonne-1": "category", "colonne-2": "insee_code"}

    asked = secretary.post(address, columns, follow=True).content.decode()
    assert "Que veulent dire ces mots" in asked
    assert "«\u00a0Ludo-rail\u00a0»" in asked
    assert "« Gare »" not in asked
    said = {"geste": "genres", "mot-0": "leisure.hall", "mot-1": ""}
    report = secretary.post(address, said, follow=True).content.decode()
    assert "4 nouvelles fiches" in report
    secretary.post(address, {"geste": "importer"})
    kinds = dict(Place.objects.values_list("name", "category"))
    assert kinds["Le Petit Train"] == "leisure.hall"
    assert kinds["Les Rails"] == "leisure.hall"
    assert kinds["Au Loup"] == "public.other"

    # Sent again under that name, nothing is asked anew.
    address = secretary.get(send(secretary, valdorne, table).url).wsgi_request.path
    again = secretary.post(address, columns, follow=True).content.decode()
    assert "4 fiches déjà à jour" in again


def test_a_long_list_is_read_by_a_worker_that_may_die(transactional_db, secretary, valdorne, people, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 5)
    monkeypatch.setattr(uploads, "READ_AT_ONCE", 4)
    rows = "".join(f"{number};{unlike(number)};Lieu à visiter;99001\n" for number in range(12))
    upload = keep(valdorne, people, f"id;nom;type;insee\n{rows}")
    upload = named(upload)
    address = body_address(valdorne, "directory:space_import", upload.pk)
    assert upload.step == PlaceImport.Step.CHECKING
    assert "La lecture va commencer" in secretary.get(address).content.decode()

    foreseen = uploads.foresee_record

    def dies(**told):
        if told["record"].key == "6":
            raise KeyboardInterrupt
        return foreseen(**told)

    monkeypatch.setattr(uploads, "foresee_record", dies)
    with pytest.raises(KeyboardInterrupt):
        actions.check_lists(clock=timezone.now)
    assert "4 lignes sont lues" in secretary.get(address).content.decode()
    monkeypatch.setattr(uploads, "foresee_record", foreseen)
    assert actions.check_lists(clock=timezone.now) == 0, "its lease holds"

    later = timezone.now() + timedelta(seconds=uploads.LEASE_S + 1)
    assert actions.check_lists(clock=lambda: later) == 12
    assert "12 nouvelles fiches" in secretary.get(address).content.decode()
    assert not Place.objects.exists()


def test_a_list_that_is_too_long_says_so_when_it_was_read(transactional_db, secretary, valdorne, people, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    monkeypatch.setattr(uploads, "MAX_LINES", 3)
    rows = "".join(f"{number};{unlike(number)};Lieu à visiter;99001\n" for number in range(5))
    upload = keep(valdorne, people, f"id;nom;type;insee\n{rows}")
    named(upload)

    actions.check_lists(clock=timezone.now)

    page = secretary.get(body_address(valdorne, "directory:space_import", upload.pk)).content.decode()
    assert "plus de 3 lignes" in page
    assert "rien n’a changé" in page
