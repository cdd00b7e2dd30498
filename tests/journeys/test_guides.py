"""A resident looks up where to go: for an identity card, to declare a birth; with a script and without."""

import re

import pytest
from playwright.sync_api import expect

from .windows import Clicks, faults

pytestmark = pytest.mark.journey
PHONE = {"width": 360, "height": 740}


def near(page):
    return page.get_by_role("region", name="Près de chez vous")


def test_from_the_page_of_a_commune_to_where_to_go(visit):
    who = visit(**PHONE)
    clicks = Clicks()

    page = who.go("/communes/bergerac/")
    clicks.on(page.get_by_role("link", name="Carte d’identité : première demande"))
    expect(page.locator("h1")).to_have_text(re.compile("Carte d’identité"))
    desk = near(page)
    expect(desk.get_by_role("link", name=re.compile("^Mairie de Bergerac")).first).to_be_visible()
    expect(desk.get_by_role("table", name=re.compile("Horaires")).first).to_contain_text("Jeudi")
    assert clicks.count == 1

    clicks = Clicks()
    page = who.go("/communes/bergerac/")
    clicks.on(page.get_by_role("link", name="Déclarer une naissance"))
    expect(near(page).get_by_role("link", name="Mairie de Bergerac")).to_be_visible()
    expect(near(page).get_by_role("link", name=re.compile("^05"))).to_be_visible()
    assert clicks.count == 1

    page = who.go("/communes/monbazillac/")
    page.get_by_role("link", name="Carte d’identité : première demande").click()
    expect(near(page)).to_contain_text(re.compile(r"ne recueille pas ces demandes.*Mairie de Bergerac.*km", re.DOTALL))
    assert who.context.cookies() == []


def test_a_guide_is_whole_without_a_script_and_opens_case_by_case_with_one(visit):
    plain = visit(javascript=False, **PHONE)
    page = plain.go("/guides/part/F1341")
    for words in ("Votre passeport", "Adressez-vous au consulat.", "Un papier qui montre où vous habitez."):
        expect(page.get_by_text(words, exact=True)).to_be_visible()

    who = visit(**PHONE)
    page = who.go("/guides/part/F1341")
    expect(page.get_by_text("Votre passeport", exact=True)).to_be_visible()
    button = page.get_by_role("button", name="Vous êtes à l’étranger")
    expect(page.get_by_text("Adressez-vous au consulat.")).not_to_be_visible()
    button.press("Enter")
    expect(page.get_by_text("Adressez-vous au consulat.")).to_be_visible()
    page.get_by_role("button", name="Vous n’avez pas de passeport").click()
    page.get_by_role("link", name="justificatif").click()
    expect(page.get_by_text("Un papier qui montre où vous habitez.")).to_be_in_viewport()
    assert faults(who) == []


def test_a_secretary_adds_a_word_to_a_guide(visit):
    who = visit(signed_in="secretaire", javascript=False)
    page = who.go("/espace/organismes/commune-monbazillac/guides/")
    page.get_by_role("link", name="Écrire un mot sur un guide").click()
    page.get_by_label("Quel guide").fill("F961")
    page.get_by_label("Votre mot").fill("Le mercredi, sonnez à la petite porte.")
    assert faults(who) == []
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("Votre mot est en ligne.")).to_be_visible()
    assert faults(who) == []

    page = who.go("/guides/part/F961?commune=monbazillac")
    expect(page.get_by_text("Le mercredi, sonnez à la petite porte.")).to_be_visible()
