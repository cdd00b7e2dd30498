"""A secretary at work: what she changes, a visitor sees at once."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from .people import sign_in
from .windows import faults

pytestmark = pytest.mark.journey
BODY = "/espace/organismes/commune-monbazillac/"
SCREENS = ["", "modifications/", "horaires/", "coordonnees/", "fermetures/", "elus/", "bandeaux/"]


def test_corrected_hours_and_a_banner_are_seen_at_once_by_a_visitor_and_can_be_taken_back(visit):
    secretary, visitor = visit(width=360), visit(width=360)
    visitor.go("/communes/monbazillac/")
    page = sign_in(secretary, "secretaire").page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour Claire.")

    page.get_by_role("link", name="Corriger les horaires").click()
    page.get_by_label("Samedi matin, de").fill("9 h 15")
    page.get_by_label("Samedi matin, à").fill("11 h 45")
    page.get_by_role("button", name="Voir avant de publier").click()
    expect(page.get_by_role("table")).to_contain_text("9 h 15 – 11 h 45".replace(" h ", "\u00a0h\u00a0"))
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("status")).to_contain_text("Les horaires sont publiés.")
    hours = visitor.go("/communes/monbazillac/").get_by_role("row", name=re.compile("^Samedi"))
    expect(hours).to_contain_text("9\u00a0h\u00a015")

    page.get_by_role("button", name="Annuler ce changement").click()
    hours = visitor.go("/communes/monbazillac/").get_by_role("row", name=re.compile("^Samedi"))
    expect(hours).to_contain_text("Fermé")

    secretary.go(f"{BODY}bandeaux/")
    page.get_by_label("Niveau").select_option(label="Alerte")
    page.get_by_label("Titre").fill("Eau coupée")
    page.get_by_label("Message").fill("Rue du Bourg, jusqu’à midi.")
    page.get_by_role("button", name="Voir avant de publier").click()
    page.get_by_role("button", name="Publier").click()
    expect(visitor.go("/communes/monbazillac/").get_by_role("main")).to_contain_text("Eau coupée")
    expect(visitor.go("/communes/eymet/").get_by_role("main")).not_to_contain_text("Eau coupée")

    page.get_by_role("button", name="Retirer : Eau coupée").click()
    expect(visitor.go("/communes/monbazillac/").get_by_role("main")).not_to_contain_text("Eau coupée")


def test_a_session_that_ends_in_mid_form_loses_nothing_typed(visit):
    secretary = visit()
    page = sign_in(secretary, "secretaire").page
    secretary.go(f"{BODY}coordonnees/")
    page.get_by_label("Adresse", exact=True).fill("12 route des Vignes")
    secretary.context.clear_cookies(name="bastide_session")

    page.get_by_role("button", name="Voir avant de publier").click()
    sign_in(secretary, "secretaire", already_there=True)

    expect(page.get_by_label("Adresse", exact=True)).to_have_value("12 route des Vignes")
    expect(page.get_by_role("status")).to_contain_text("rien n’est perdu")


def test_the_same_gestures_work_without_javascript_by_keyboard(visit):
    secretary = visit(javascript=False, width=360)
    page = sign_in(secretary, "secretaire").page

    secretary.go(f"{BODY}fermetures/")
    page.get_by_label("Premier jour fermé").fill("2027-05-14")
    page.get_by_label("Motif affiché").fill("Pont")
    secretary.tab_to("Voir avant de publier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Voici ce que liront les habitants")
    secretary.tab_to("Publier")
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_contain_text("Fermée vendredi 14")
    page.get_by_role("button", name=re.compile("^Retirer.*vendredi 14")).click()
    expect(page.get_by_role("main")).not_to_contain_text("vendredi 14")


def test_the_agent_of_another_commune_is_told_that_there_is_nothing(visit):
    neighbour = visit()
    sign_in(neighbour, "voisin")

    for screen in SCREENS:
        neighbour.go(BODY + screen, status=404)


def test_somebody_with_two_town_halls_chooses_and_goes_back(visit):
    secretary = visit()
    page = sign_in(secretary, "partage").page

    expect(page.get_by_role("heading", level=1)).to_contain_text("Pour qui travaillez-vous")
    page.get_by_role("link", name="Commune de Colombier").click()
    expect(page.get_by_role("main")).to_contain_text("Commune de Colombier")
    page.get_by_role("link", name="Changer d’organisme").click()
    page.get_by_role("link", name="Commune de Pomport").click()
    expect(page.get_by_role("main")).to_contain_text("Commune de Pomport")


def test_the_pole_finds_who_lacks_hours(visit):
    pole = visit()
    page = sign_in(pole, "pole").page

    pole.go("/espace/organismes/?manque=horaires")

    expect(page.get_by_role("main")).to_contain_text("Mairies sans horaires")
    expect(page.get_by_role("main")).to_contain_text("Commune de Bosset")
    expect(page.get_by_role("main")).to_contain_text("Commune de Gaugeac")


def test_workspace_screens_pass_every_rule_of_axe_and_never_scroll_sideways(visit):
    who = visit(signed_in="secretaire", device_scale=2, javascript=False)
    page = who.page
    found = []
    for screen in SCREENS:
        who.go(BODY + screen)
        found += faults(who)
    who.go(f"{BODY}horaires/")
    page.get_by_label("Lundi matin, de").fill("potiron")
    who.expected[f"{who.origin}{BODY}horaires/"] = 422
    page.get_by_role("button", name="Voir avant de publier").click()
    expect(who.with_script().page.get_by_role("alert")).to_be_focused()
    found += faults(who)

    assert found == []


#: What is typed in each form, by the label of the field, before it is looked at and published.
FILLED_IN = {
    "horaires/": {"Mercredi matin, de": "9 h", "Mercredi matin, à": "12 h"},
    "coordonnees/": {"Téléphone": "05 53 00 00 12"},
    "fermetures/": {"Premier jour fermé": "2027-05-07", "Motif affiché": "Pont du 8 mai"},
    "elus/": {"Prénom": "Odile", "Nom": "Fargues", "Titre affiché": "Première adjointe", "Place dans la liste": "2"},
    "bandeaux/": {"Titre": "Marché déplacé", "Message": "Samedi, place de la Halle."},
}


#: What is chosen in each form, likewise.
CHOSEN = {"elus/": {"Fonction": "Adjoint au maire"}}


@pytest.mark.parametrize("screen", FILLED_IN)
def test_what_is_about_to_be_published_is_looked_at_first(visit, screen):
    who = visit(signed_in="secretaire", device_scale=2, javascript=False)
    page = who.go(BODY + screen)
    for label, words in FILLED_IN[screen].items():
        page.get_by_label(re.compile(f"^{label}")).fill(words)
    for label, words in CHOSEN.get(screen, {}).items():
        page.get_by_label(label).select_option(label=words)

    page.get_by_role("button", name="Voir avant de publier").click()
    expect(page.get_by_role("button", name="Publier")).to_be_visible()
    found = faults(who)
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("status")).to_be_visible()
    found += faults(who)

    assert found == []


def test_a_visitor_reads_why_the_town_hall_is_closed(visit):
    secretary, visitor = visit(signed_in="voisin"), visit(device_scale=2, javascript=False)
    today = timezone.localdate()
    page = secretary.go("/espace/organismes/commune-eymet/fermetures/")
    page.get_by_label("Premier jour fermé").fill(str(today))
    page.get_by_label("Motif affiché").fill("Formation des agents")
    page.get_by_role("button", name="Voir avant de publier").click()
    page.get_by_role("button", name="Publier").click()

    page = visitor.go("/communes/eymet/")

    expect(page.get_by_role("main")).to_contain_text("Fermeture exceptionnelle")
    expect(page.get_by_role("main")).to_contain_text("Formation des agents")
    assert faults(visitor) == []
    secretary.page.get_by_role("button", name=re.compile("^Retirer")).click()
