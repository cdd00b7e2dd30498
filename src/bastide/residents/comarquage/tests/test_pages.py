"""The public pages of the guides."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bastide.residents.comarquage import actions
from bastide.residents.comarquage.demo_texts import documents
from bastide.residents.comarquage.models import GuideSet
from bastide.residents.comarquage.testing import load_guides
from bastide.residents.directory.testing import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def guides(valdorne, tmp_path):
    load_guides(tmp_path)
    return tmp_path


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_without_a_set_the_section_says_how_to_load_one(client, valdorne):
    said = page(client, "/guides/")

    assert "bastide import_guides" in said
    assert "service-public.gouv.fr" in page(client, "/guides/part/")
    assert "service-public.gouv.fr/particuliers/vosdroits/F1427" in page(client, "/guides/part/F1427", 404)


def test_the_front_offers_daily_life_themes_and_situations(client, guides):
    said = page(client, "/guides/")

    assert 'href="/guides/part/F1341"' in said
    assert 'href="/guides/part/N19810"' in said
    assert "Je déménage" in said
    assert "Licence Ouverte 2.0" in said
    assert client.get("/guides/").cookies == {}


def test_a_guide_says_its_source_and_leads_on(client, guides):
    said = page(client, "/guides/part/F1341")

    assert "Vérifié le 15\N{NO-BREAK SPACE}octobre 2026" in said
    assert "fichier F1341.xml de part-" in said
    assert 'href="/guides/part/N358"' in said
    assert "Choisir ma commune" in said
    assert 'href="#R51533"' in said
    assert said.count("Un papier qui montre où vous habitez.") == 1


def test_the_addresses_of_the_state_lead_here(client, guides):
    for address in (
        "/guides/part/F1427/",
        "/guides/part/f1427",
        "/particuliers/vosdroits/F1427",
        "/part/F1427",
        "/part/F1427/",
    ):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, "/guides/part/F1427"), address


def test_a_guide_of_another_public_is_found_there(client, guides):
    load_guides(guides, audience="pro")

    assert client.get("/guides/part/F23571")["Location"] == "/guides/pro/F23571"


def test_a_public_that_is_not_loaded_is_the_states(client, guides):
    text = documents("part")["F961.xml"].replace(
        "dans les 5 jours",
        "<LienInterne LienPublication='F1' audience='Professionnels'>dans les 5 jours</LienInterne>",
    )
    load_guides(guides, changes={"F961.xml": text})

    assert 'href="https://www.service-public.gouv.fr/professionnels-entreprises/vosdroits/F1"' in page(
        client, "/guides/part/F961"
    )


def test_a_retired_guide_leads_on(client, guides):
    ways = {"F14128": "F50", "F50": "F961", "F60": "F61", "F61": "F60"}
    told = "".join(f"<Redirection ancien='{old}' nouveau='{new}'/>" for old, new in ways.items())
    files = {"redirections.xml": f"<R>{told}</R>"}
    kept = {name: text for name, text in documents("part").items() if name not in ("F14128.xml", "F1427.xml")}
    set_before = GuideSet.objects.live().get()
    path = guides / "moins.zip"
    from bastide.residents.comarquage.testing import make_zip

    make_zip(path, {**kept, **files})
    actions.import_guides(path=path, by=None, at=timezone.now(), audience="part")

    assert client.get("/guides/part/F14128")["Location"] == "/guides/part/F961"
    assert client.get("/guides/part/F60").status_code == 410
    gone = page(client, "/guides/part/F1427", 410)
    assert "Acte de naissance : demander une copie" in gone
    assert 'href="/guides/part/N359"' in gone
    assert client.get("/guides/part/F99999").status_code == 404
    assert set_before.pk != GuideSet.objects.live().get().pk


def test_the_chosen_commune_answers_and_goes_along(client, guides, valdorne):
    said = page(client, "/guides/part/F961?commune=valbrune")

    assert client.get("/guides/part/F961?commune=val%00brune").status_code == 200
    assert client.get("/guides/part/F961?commune=%00").status_code == 302
    assert "Près de chez vous" in said
    assert "Mairie de Valbrune" in said
    assert "05\N{NO-BREAK SPACE}53\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}01" in said
    assert 'href="/guides/part/N127?commune=valbrune"' in said
    # The State's own link stays.
    assert "https://lannuaire.service-public.gouv.fr/" in said


def test_identity_cards_go_to_the_nearest_equipped_town_hall(client, guides, valdorne):
    make_place(
        valdorne.eyrenne.organisation, name="Mairie d’Eyrenne", category="public.town_hall", has_recueil_device=True
    )
    make_place(
        valdorne.le_peyrat.organisation, name="Mairie du Peyrat", category="public.town_hall", has_recueil_device=True
    )
    make_place(valdorne.valbrune.organisation, name="Mairie de Valbrune", category="public.town_hall")

    said = page(client, "/guides/part/F1341?commune=valbrune")

    assert "La mairie de Valbrune ne recueille pas ces demandes." in said
    near = said.index("Mairie du Peyrat")
    assert near < said.index("Mairie d’Eyrenne")
    assert "8\N{NO-BREAK SPACE}km" in said


def test_a_rule_of_the_pole_wins(client, guides, valdorne, people):
    make_place(
        valdorne.valbrune.organisation, name="Guichet unique", category="public.town_hall", has_recueil_device=True
    )
    actions.write_rule(
        organisation=valdorne.pole,
        pivot="mairie",
        service_types=["mairie"],
        needs_recueil_device=True,
        by=people.pole,
        at=timezone.now(),
    )

    assert "Guichet unique" in page(client, "/guides/part/F961?commune=valbrune")


def test_an_unknown_commune_is_left_out_of_the_address(client, guides):
    response = client.get("/guides/part/F961?commune=nulle-part")

    assert (response.status_code, response["Location"]) == (302, "/guides/part/F961")


def test_a_commune_is_chosen_by_name(client, guides):
    assert (
        client.get("/guides/commune/?nom=valbrune&vers=part/F961")["Location"] == "/guides/part/F961?commune=valbrune"
    )
    assert "/guides/part/F961?commune=le-peyrat" in page(client, "/guides/commune/?vers=part/F961")
    assert "Aucune commune" in page(client, "/guides/commune/?nom=zzz")
    assert "evil" not in page(client, "/guides/commune/?vers=//evil.example")


def test_a_guide_costs_few_queries(client, guides, valdorne, django_assert_max_num_queries):
    client.get("/guides/part/F961")
    with django_assert_max_num_queries(8):
        client.get("/guides/part/F961")
    with django_assert_max_num_queries(16):
        client.get("/guides/part/F961?commune=valbrune")
    with django_assert_max_num_queries(20):
        client.get("/guides/part/F1341?commune=valbrune")


def test_what_changed_lately_and_its_feed(client, guides):
    said = page(client, "/guides/nouveautes/")
    assert said.index("15\N{NO-BREAK SPACE}octobre 2026") < said.index("1<sup>er</sup>\N{NO-BREAK SPACE}septembre 2026")

    response = client.get("/guides/nouveautes/flux/")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "Déclarer une naissance" in response.content.decode()
    assert "Je déménage" in page(client, "/guides/comment-faire-si/")


def test_the_search_stays_inside_the_guides(client, guides):
    said = page(client, "/guides/recherche/?q=carte+identite&commune=valbrune")

    assert 'href="/guides/part/F1341?commune=valbrune"' in said
    assert "/communes/valbrune/" not in said.partition("<main")[2].partition("</main>")[0]
    assert "Aucun guide" in page(client, "/guides/recherche/?q=zzzzqqq")


def test_a_text_that_is_missing_is_said_and_not_a_traceback(client, guides, caplog):
    from bastide.residents.comarquage import shelf
    from bastide.residents.comarquage.models import Guide

    shelf.remove(Guide.objects.live().get(code="F961").digest)

    assert "service-public.gouv.fr" in page(client, "/guides/part/F961", 503)


def test_every_screen_has_an_address():
    for name in ("home", "search", "choose_commune", "lately", "feed", "how_to"):
        assert reverse(f"comarquage:{name}").startswith("/guides/")


def test_search_engines_and_the_plan_know_the_guides(client, guides):
    assert "/guides/part/F961</loc><lastmod>2026-10-15</lastmod>" in page(client, "/sitemap-guides.xml")
    assert 'href="/guides/"' in page(client, "/plan/").partition("<main")[2]
