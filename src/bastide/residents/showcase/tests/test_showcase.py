"""Offers, stories, workshops, producers: written by their body, found, followed, ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.search import queries as search
from bastide.core.territory.testing import add_communes
from bastide.core.workspace import actions as workspace
from bastide.residents.showcase import actions
from bastide.residents.showcase.figures import craft_jobs
from bastide.residents.showcase.models import ShortCircuit, Story, Takeover, Workshop
from bastide.residents.showcase.shelves import SHELVES
from bastide.residents.showcase.testing import VALUES, make_shown

MODELS = [shelf.model for shelf in SHELVES]
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def make(valdorne, people):
    def made(model, commune="valbrune", by=None, **fields):
        organisation = getattr(valdorne, commune).organisation
        return make_shown(model, organisation, by=by or people.pole, at=timezone.now(), **fields)

    return made


def test_each_shelf_lists_follows_and_finds_what_is_published(client, valdorne, make):
    for shelf in SHELVES:
        shown, draft = make(shelf.model), make(shelf.model, draft=True, title="Encore un brouillon")
        listed = client.get(f"/{shelf.base}")
        page = client.get(shown.get_absolute_url())
        feed = client.get(f"/{shelf.base}flux/").content.decode()

        assert (listed.status_code, page.status_code) == (200, 200), shelf
        assert shown.title in listed.content.decode()
        assert shown.title in feed
        assert "brouillon" not in listed.content.decode() + feed
        assert client.get(draft.get_absolute_url()).status_code == 404
    found = search.search("fraises", territory=valdorne.territory)
    assert [hit.kind for hit in found.hits] == ["circuits"]
    assert "/agriculture/circuits-courts/" in client.get("/sitemap-vitrine.xml").content.decode()


def test_an_offer_ends_by_itself_and_pages_know_when(client, make, valdorne):
    now = timezone.now()
    offer = make(Takeover)
    assert timedelta(days=179) < offer.expires_at - now < timedelta(days=181)

    Takeover.objects.filter(pk=offer.pk).update(expires_at=now - timedelta(minutes=1))

    assert client.get(offer.get_absolute_url()).status_code == 404
    assert offer.title not in client.get("/installez-vous/reprises/").content.decode()
    assert actions.forget_ended(at=now) == 1
    assert not search.search("boulangerie", territory=valdorne.territory).hits


def test_lists_are_filtered_by_kind_commune_and_month(client, make):
    make(Takeover, title="Un four", kind="commerce")
    make(Takeover, "le_peyrat", title="Une forge", kind="artisanat")
    make(ShortCircuit, title="Des fraises", produce={"Fraises": 0b111000})
    make(ShortCircuit, "le_peyrat", title="Des noix", produce={"Noix": 0b111000000111})

    def seen(address):
        answer = client.get(address)
        words = answer.content.decode()
        return answer.status_code, {
            name for name in ("Un four", "Une forge", "Des fraises", "Des noix") if f">{name}</a>" in words
        }

    assert seen("/installez-vous/reprises/") == (200, {"Un four", "Une forge"})
    assert seen("/installez-vous/reprises/?genre=artisanat") == (200, {"Une forge"})
    assert seen("/installez-vous/reprises/?commune=valbrune") == (200, {"Un four"})
    assert seen("/agriculture/circuits-courts/?mois=1") == (200, {"Des noix"})
    assert seen("/agriculture/circuits-courts/?mois=5") == (200, {"Des fraises"})
    assert seen("/agriculture/circuits-courts/?mois=13")[0] == 400
    assert seen("/installez-vous/reprises/?genre=autre")[0] == 400
    assert seen("/installez-vous/reprises/?commune=%00")[0] == 400


def test_a_list_costs_the_same_however_long_it_is(client, make, valdorne, django_assert_max_num_queries):
    add_communes(valdorne, 3)
    for number in range(3):
        make(ShortCircuit, title=f"Producteur {number}")
    client.get("/agriculture/circuits-courts/")
    with django_assert_max_num_queries(8):
        client.get("/agriculture/circuits-courts/")
    for number in range(12):
        make(ShortCircuit, title=f"Autre {number}")
    with django_assert_max_num_queries(8):
        client.get("/agriculture/circuits-courts/")


def test_a_workshop_speaks_english_only_where_somebody_said_something_in_it(client, make):
    silent, speaking = make(Workshop), make(Workshop, text_en="Thrown stoneware.")

    assert client.get(f"/en{silent.get_absolute_url()}").status_code == 404
    assert client.get(f"{speaking.get_absolute_url()}en/")["Location"] == speaking.english_url
    listed = client.get("/en/metiers-d-art/ateliers/").content.decode()
    assert speaking.english_url in listed
    assert f'"{silent.get_absolute_url()}"' not in listed
    page = client.get(speaking.english_url).content.decode()
    assert '<html lang="en">' in page
    assert "Thrown stoneware." in page
    assert "Grès et porcelaine" not in page
    assert (
        f'hreflang="en" href="http://testserver{speaking.english_url}"'
        in client.get(speaking.get_absolute_url()).content.decode()
    )
    assert 'hreflang="en"' not in client.get(silent.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("model", "lacks", "field"),
    [
        (Takeover, {"title": ""}, "title"),
        (Takeover, {"text": " "}, "text"),
        (Takeover, {"kind": ""}, "kind"),
        (Story, {"has_agreed": False}, "has_agreed"),
        (Workshop, {"craft": ""}, "craft"),
        (ShortCircuit, {"produce": {}}, "produce"),
    ],
)
def test_nothing_is_published_with_something_missing(make, people, model, lacks, field):
    draft = make(model, draft=True, **lacks)

    with pytest.raises(workspace.NotReady) as refused:
        actions.publish(thing=draft, by=people.pole, at=timezone.now())
    assert refused.value.field == field


@pytest.mark.parametrize("model", MODELS)
def test_another_commune_neither_reads_drafts_nor_changes_anything(client, make, people, valdorne, model):
    shown = make(model, by=people.secretary)
    draft = make(model, by=people.secretary, draft=True, title="Un secret")
    neighbour, at = people.neighbour, timezone.now()

    assert not model.objects.managed_by(neighbour).exists()
    for act in (actions.publish, actions.withdraw, actions.discard):
        with pytest.raises(workspace.OutsideReach):
            act(thing=draft, by=neighbour, at=at)
    with pytest.raises(workspace.OutsideReach):
        actions.save(model=model, organisation=shown.organisation, values=VALUES[model], by=neighbour, at=at)
    mine = valdorne.le_peyrat.organisation
    with pytest.raises(workspace.OutsideReach):
        actions.save(model=model, organisation=mine, values=VALUES[model], by=neighbour, at=at, thing=draft)

    sign_in(client, neighbour)
    segment = {"takeovers": "reprises", "stories": "reussites", "workshops": "ateliers", "circuits": "circuits-courts"}
    theirs = f"/espace/organismes/commune-valbrune/vitrine/{segment[model.shelf]}/"
    ours = theirs.replace("commune-valbrune", "commune-le-peyrat")
    assert client.get(theirs).status_code == 404
    assert client.get(f"{ours}{draft.pk}/").status_code == 404
    assert client.post(f"{ours}{shown.pk}/retirer/").status_code == 404
    assert "Un secret" not in client.get(ours).content.decode()


def test_a_secretary_shows_a_producer_in_two_screens(client, people, valdorne):
    sign_in(client, people.secretary)
    desk = "/espace/organismes/commune-valbrune/vitrine/circuits-courts/"
    assert desk in client.get("/espace/organismes/commune-valbrune/vitrine/").content.decode()
    typed = {"title": "Le jardin", "text": f"Ici.{HOSTILE}", "sale": "marche", "produce": "Fraises : bientôt"}

    refused = client.post(desk, typed)
    assert refused.status_code == 422
    assert "on n’y lit pas de mois" in refused.content.decode()
    look = client.post(desk, typed | {"produce": "Fraises : avril à juin\nŒufs"}, follow=True).content.decode()
    assert "avril à juin" in look
    circuit = ShortCircuit.objects.get()
    assert circuit.commune == valdorne.valbrune
    client.post(f"{desk}{circuit.pk}/publier/")

    page = client.get(circuit.get_absolute_url()).content.decode()
    assert "toute l’année" in page
    assert HOSTILE not in page
    assert list(JournalLine.objects.values_list("verb", flat=True)) == ["showcase.published"]


def test_jobs_are_counted_of_what_is_shown(make):
    make(Workshop, jobs=2)
    make(Workshop, jobs=None)
    make(Workshop, jobs=5, draft=True)

    assert craft_jobs(timezone.now()) == 2
