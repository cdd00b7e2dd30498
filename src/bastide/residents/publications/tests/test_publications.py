"""A document from the secretary's hand to the resident's search, and back."""

from datetime import date, timedelta

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.media import actions as media
from bastide.core.media.models import MediaDocument
from bastide.core.media.testing import docx_bytes, javascript, pdf_bytes, zip_bytes
from bastide.core.search import queries as search
from bastide.core.workspace import actions as workspace
from bastide.residents.publications import actions
from bastide.residents.publications.models import PublishedDocument
from bastide.residents.publications.proposing import proposal
from bastide.residents.publications.testing import make_publication

PV = "PROCÈS-VERBAL DU CONSEIL MUNICIPAL\nSéance du jeudi 15 octobre 2026\nLe conseil s’est réuni"
TODAY = date(2026, 11, 25)


@pytest.fixture
def desk(valdorne):
    return f"/espace/organismes/{valdorne.valbrune.organisation.slug}/publications/"


def sent(content, name="document.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("words", "name", "kind", "day", "title"),
    [
        (PV, "scan.pdf", "minutes", date(2026, 10, 15), "Procès-verbal du 15 octobre 2026"),
        (
            "Liste des délibérations\nséance du 1er septembre 2026",
            "x.pdf",
            "deliberations",
            date(2026, 9, 1),
            "Liste des délibérations du 1er septembre 2026",
        ),
        ("BULLETIN MUNICIPAL\nAutomne 2026", "x.pdf", "bulletin", None, "Bulletin municipal"),
        ("Budget primitif 2026\nvoté le 12/04/2026", "x.pdf", "budget", date(2026, 4, 12), "Budget primitif 2026"),
        ("", "compte_rendu_du_conseil_03-02-2025.pdf", "minutes", date(2025, 2, 3), "Procès-verbal du 3 février 2025"),
        ("", "IMG 0001.pdf", "other", None, "IMG 0001"),
        ("Séance du 45 octobre 2026", "a.pdf", "other", None, "Séance du 45 octobre 2026"),
        ("Projet pour 31 décembre 2199", "a.pdf", "other", None, "Projet pour 31 décembre 2199"),
    ],
)
def test_type_date_and_title_are_proposed_in_french_from_the_document(words, name, kind, day, title):
    with override("en"):
        offered = proposal(words, name, today=TODAY)

    assert (offered.kind, offered.dated_on, offered.title.replace("\xa0", " ")) == (kind, day, title)


def test_a_document_is_chosen_looked_at_published_found_by_its_page_and_taken_back(client, people, valdorne, desk):
    sign_in(client, people.secretary)
    content = pdf_bytes(PV, "Le tarif de la cantine est de 3 euros 20")

    look = client.post(desk, {"file": sent(content)}, follow=True)
    page = look.content.decode()
    thing = PublishedDocument.objects.get()
    assert "Procès-verbal du 15" in page
    assert "Voici ce que liront les habitants" in page
    assert client.get(f"/publications/{thing.pk}/").status_code == 404

    client.post(f"{desk}{thing.pk}/publier/")
    media.read_due(clock=timezone.now)
    commune = client.get("/communes/valbrune/").content.decode()
    assert f"/publications/{thing.pk}/" in commune
    text = client.get(f"/publications/{thing.pk}/texte/").content.decode()
    assert 'id="page-2"' in text
    assert "cantine est de 3 euros 20" in text
    found = search.search("cantine", territory=valdorne.territory)
    assert [hit.url for hit in found.hits] == [f"/publications/{thing.pk}/texte/#page-2"]

    client.post(f"{desk}{thing.pk}/retirer/")
    assert client.get(f"/publications/{thing.pk}/").status_code == 404
    assert MediaDocument.objects.get().is_withheld
    assert not search.search("cantine", territory=valdorne.territory).hits
    verbs = list(JournalLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["publication.published", "publication.withdrawn"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pv.pdf", pdf_bytes(catalog={"/OpenAction": javascript()}), "JavaScript"),
        ("lettre.docx", zip_bytes(a=b"1"), "archive"),
        ("pv.pdf", pdf_bytes(password="x"), "mot de passe"),
        ("tableau.csv", b"a;b\n", "Ici, envoyez"),
    ],
)
def test_a_file_that_cannot_be_kept_is_said_and_what_was_typed_stays(client, people, desk, name, content, said):
    sign_in(client, people.secretary)

    answer = client.post(desk, {"file": sent(content, name), "title": "Mon titre <b>à moi</b>"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Mon titre &lt;b&gt;à moi&lt;/b&gt;" in page
    assert not MediaDocument.objects.exists()


def test_a_neighbour_neither_sees_nor_changes_a_draft(client, people, valdorne, desk):
    at = timezone.now()
    thing = make_publication(valdorne.valbrune.organisation, by=people.secretary, at=at, draft=True)

    for action in (actions.publish, actions.withdraw, actions.discard):
        with pytest.raises(workspace.OutsideReach):
            action(thing=thing, by=people.neighbour, at=at)
    with pytest.raises((workspace.OutsideReach, media.NotOurs)):
        make_publication(valdorne.valbrune.organisation, by=people.neighbour, at=at)
    assert not PublishedDocument.objects.visible_to(people.neighbour).exists()


def test_a_word_text_is_published_too_and_a_file_can_be_replaced(client, people, valdorne, desk):
    sign_in(client, people.secretary)
    client.post(desk, {"file": sent(docx_bytes("Avis au public", "Page deux"), "avis.docx"), "dated_on": "2026-11-02"})
    thing = PublishedDocument.objects.get()
    assert (thing.kind, thing.dated_on, thing.title) == ("notice", date(2026, 11, 2), "Avis au public")

    form = {"file": sent(pdf_bytes("Autre")), "title": "Avis", "kind": "notice", "version": thing.version}
    client.post(f"{desk}{thing.pk}/modifier/", form)

    thing = PublishedDocument.objects.get()
    assert (thing.document.file_extension, thing.title) == ("pdf", "Avis")


def test_the_one_who_saves_second_is_told_and_nothing_is_lost(client, people, valdorne, desk):
    at = timezone.now()
    thing = make_publication(valdorne.valbrune.organisation, by=people.secretary, at=at, draft=True)
    seen = thing.version
    actions.save_publication(
        organisation=thing.organisation,
        thing=thing,
        values={"title": "De la maire"},
        by=people.mayor,
        at=at,
        version=seen,
    )
    sign_in(client, people.secretary)

    answer = client.post(
        f"{desk}{thing.pk}/modifier/", {"title": "De la secrétaire", "kind": "minutes", "version": seen}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "De la maire" in page
    assert 'value="De la secrétaire"' in page
    assert PublishedDocument.objects.get().title == "De la maire"
    fresh = PublishedDocument.objects.get().version
    client.post(f"{desk}{thing.pk}/modifier/", {"title": "De la secrétaire", "kind": "minutes", "version": fresh})
    assert PublishedDocument.objects.get().title == "De la secrétaire"


def test_lists_and_feeds_show_each_body_its_own_in_a_constant_number_of_queries(
    client, people, valdorne, django_assert_num_queries
):
    at = timezone.now()
    ours, theirs = valdorne.valbrune.organisation, valdorne.le_peyrat.organisation
    make_publication(theirs, by=people.neighbour, at=at, title="Chez eux")
    make_publication(ours, by=people.secretary, at=at, title="Chez nous", kind="bulletin")
    client.get("/publications/")
    with django_assert_num_queries(5):
        client.get("/publications/")
    for number in range(4):
        make_publication(ours, by=people.secretary, at=at, title=f"Numéro {number}\x0b & <x>")

    with django_assert_num_queries(5):
        page = client.get("/publications/").content.decode()

    assert "?type=bulletin" in page
    assert "?type=planning" not in page, "nothing is of that kind"
    assert "Chez eux" in page
    assert "Chez eux" not in client.get(f"/publications/de/{ours.slug}/").content.decode()
    assert "Chez nous" not in client.get("/publications/?type=minutes").content.decode()
    feed = feedparser.parse(client.get(f"/publications/de/{ours.slug}/flux/").content)
    assert (feed.bozo, len(feed.entries)) == (False, 5)


def test_what_is_planned_waits_and_what_is_published_cannot_be_thrown_away(client, people, valdorne, desk):
    at = timezone.now()
    organisation = valdorne.valbrune.organisation
    later = at + timedelta(days=1)
    planned = make_publication(organisation, by=people.secretary, at=at, published_at=later)
    assert not PublishedDocument.objects.showing(at).exists()
    assert list(PublishedDocument.objects.showing(later)) == [planned]
    assert PublishedDocument.objects.next_change(at) == later
    with pytest.raises(workspace.StillShown):
        actions.discard(thing=planned, by=people.secretary, at=at)

    actions.withdraw(thing=planned, by=people.secretary, at=at)
    sign_in(client, people.secretary)
    client.post(f"{desk}{planned.pk}/supprimer/")

    assert not PublishedDocument.objects.exists()
    assert not MediaDocument.objects.exists()
