"""The directory: the nearest place where one can use the internet, and a place that keeps its own record."""

import re

import pytest
from playwright.sync_api import expect

from bastide.core.media.testing import picture_bytes

from .people import sign_in
from .test_accounts import mail_to
from .windows import Clicks, faults, looked_at

pytestmark = pytest.mark.journey


def test_the_nearest_papi_open_now_on_a_small_phone_without_a_script(visit):
    who = visit(width=360, height=640, javascript=False)
    page, clicks = who.go("/"), Clicks()

    clicks.on(page.get_by_role("link", name="Menu"))
    clicks.on(page.get_by_role("link", name="L’annuaire des services"))
    page.get_by_label("Nom, métier ou service").fill("accès internet papi")
    page.get_by_label("Près de quelle commune ?").fill("bergerac")
    clicks.on(page.get_by_role("button", name="Chercher"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("autour de Bergerac")
    page.get_by_role("link", name="Filtrer").click()
    page.get_by_label("50 km").check()
    page.get_by_role("button", name="Afficher").click()
    first = page.locator("ol.entries > li").first
    expect(first).to_contain_text("km")
    # At night none is open: the page says so, and offers the same list without the filter.
    clicks.on(page.get_by_role("link", name="Filtrer"))
    clicks.on(page.get_by_label(re.compile("Ouvert maintenant")))
    clicks.on(page.get_by_role("button", name="Afficher"))
    assert clicks.count == 6
    if page.locator("ol.entries > li").count():
        expect(page.locator("ol.entries > li").first.locator(".status")).to_have_text(
            re.compile("Ouvert|Ferme bientôt")
        )
    else:
        expect(page.get_by_text("Aucun lieu ne répond à tout cela")).to_be_visible()
    who.go("/annuaire/?genre=digital.papi&autour=bergerac&km=50")
    page.locator("ol.entries > li").first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Ce qu’on peut y faire")).to_be_visible()
    expect(page.get_by_role("heading", name="Y aller, appeler")).to_be_visible()
    assert not who.context.cookies()


def test_a_place_corrects_its_record_by_signed_link(visit, server):
    inside = sign_in(visit(javascript=False), "secretaire")
    page = inside.go("/espace/organismes/commune-monbazillac/lieux/ajouter/")
    page.get_by_label("Nom", exact=True).fill("Médiathèque du Raisin")
    page.get_by_label("Genre").select_option(label="Bibliothèque")
    page.get_by_label("Téléphones").fill("05 36 49 77 01")
    page.get_by_role("button", name="Voir avant de publier").click()
    assert faults(inside) == []
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("La fiche est publiée.")).to_be_visible()
    assert faults(inside) == []
    record = page.url
    page.get_by_label("Son adresse électronique").fill("mediatheque@lieu.example")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_text("Le lien est parti")).to_be_visible()

    keeper = visit(width=360, height=640, javascript=False)
    clicks = Clicks()
    there = keeper.go(re.search(r"http://[^/\s]+(/annuaire/lien/\S+)", mail_to(server, "mediatheque@lieu.example"))[1])
    assert faults(keeper) == []
    there.get_by_label("Téléphones").fill("05 36 49 77 02")
    there.get_by_label("Mercredi").fill("14 h – 18 h")
    clicks.on(there.get_by_role("button", name="Envoyer ces corrections"))
    # The link of the mail, and one button: no account, no password.
    assert clicks.count == 1
    expect(there.get_by_role("heading", name="Vos corrections sont arrivées")).to_be_visible()
    assert faults(keeper) == []
    there.go_back()
    there.get_by_role("link", name="Envoyer une photo").click()
    assert faults(keeper) == []
    there.get_by_label("La photo", exact=True).set_input_files(
        {"name": "facade.png", "mimeType": "image/png", "buffer": picture_bytes(form="PNG")}
    )
    there.get_by_label("Que voit-on sur la photo").fill("Deux bandes de couleur, pour l’essai.")
    there.get_by_role("button", name="Envoyer cette photo").click()
    expect(there.get_by_role("heading", name="Votre photo est arrivée")).to_be_visible()
    there.get_by_role("link", name="Voir la fiche").click()
    expect(there.get_by_role("link", name="05 36 49 77 01")).to_be_visible()
    expect(there.get_by_role("img", name="Deux bandes de couleur")).to_have_count(0)
    shown = there.url.replace(keeper.origin, "")
    keeper.go("/annuaire/lien/1-rien/", status=404)
    assert not keeper.context.cookies()

    page = inside.go("/espace/organismes/commune-monbazillac/lieux/propositions/")
    page.get_by_role("link", name="Médiathèque du Raisin").first.click()
    assert faults(inside) == []
    page.get_by_role("button", name="Publier ce qui est coché").click()
    page.get_by_role("link", name="Médiathèque du Raisin").click()
    assert faults(inside) == []
    page.get_by_role("button", name="Publier cette photo").click()
    keeper.go(shown)
    expect(there.get_by_role("img", name="Deux bandes de couleur")).to_be_visible()
    expect(there.get_by_text("Médiathèque du Raisin, Licence Ouverte")).to_be_visible()
    expect(there.get_by_role("link", name="05 36 49 77 02")).to_be_visible()
    expect(there.get_by_text("14 h – 18 h")).to_be_visible()

    inside.go(record.replace(inside.origin, ""))
    page.get_by_role("button", name="Annuler ce changement").click()
    expect(page.get_by_text("C’est annulé")).to_be_visible()
    page.get_by_role("link", name="Ajouter ou retirer une photo").click()
    assert faults(inside) == []
    page.get_by_role("button", name="Retirer cette photo").click()
    expect(page.get_by_text("La photo est retirée")).to_be_visible()
    page.get_by_role("link", name="Revenir à la fiche").click()
    page.get_by_role("button", name="Retirer de l’annuaire").click()
    expect(page.get_by_text("La fiche est retirée.")).to_be_visible()
    # Its link serves no more.
    gone = re.search(r"(/annuaire/lien/\S+)", mail_to(server, "mediatheque@lieu.example"))[1]
    keeper.go(gone, status=410)
    assert faults(keeper) == []


def test_who_asks_for_an_address_or_reports_an_error_is_answered_without_a_script_or_a_cookie(visit):
    who = visit(width=360, javascript=False)
    place = "/annuaire/mairie-de-monbazillac/"
    typed = {"Qu’est-ce qui n’est pas juste": "Fermé le mardi.", "électronique": "moi@demo.example"}
    found = []
    for path, button in (
        ("/communes/monbazillac/contact/", "Afficher l’adresse électronique"),
        (f"{place}ecrire/", "Montrer l’adresse"),
        (f"{place}signaler/", "Envoyer"),
        (f"{place}tenir-a-jour/", "Recevoir le lien"),
    ):
        page = who.go(path)
        for label, words in typed.items():
            for field in page.get_by_label(re.compile(label)).all():
                field.fill(words)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_be_visible()
        found += looked_at(who)

    assert found == []
    assert not who.context.cookies()


def test_the_pole_writes_a_practical_sheet(visit):
    who = sign_in(visit(javascript=False), "pole")
    page = who.go("/espace/organismes/pole-grand-bergeracois/lieux/reseaux/fiche/")
    page.get_by_label("Titre").fill("Garder ses mots de passe")
    page.get_by_label("En une phrase").fill("Un carnet vaut mieux qu’un seul mot partout.")
    page.get_by_label("Texte").fill("Un mot de passe par site.\n\n- long\n- jamais redit")
    page.get_by_label("Publiée").uncheck()
    page.get_by_role("button", name="Voir avant d’enregistrer").click()
    assert faults(who) == []
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("relue aujourd’hui")).to_be_visible()
