"""Writing a page together: proposed, sent back, corrected, published; its draft shown to somebody without account."""

import re

import pytest

pytestmark = pytest.mark.journey
BODY = "/espace/organismes/commune-monbazillac/pages/"
TOLD = "Il manque les heures d’ouverture."


def add(page, label):
    """A new block at the end of the page; gives its place among them."""
    place = int(page.locator("[name=body-count]").input_value())
    page.get_by_role("button", name="Insérer un bloc").last.click()
    page.get_by_role("option", name=label, exact=True).click()
    page.locator(f"#body-{place}-id, [name=body-{place}-id]").first.wait_for(state="attached")
    return place


def write_in(page, place, **fields):
    for name, words in fields.items():
        page.locator(f"#body-{place}-value-{name.replace('__', '-')}").fill(words)


def act(page, selector):
    """Choose one of the actions that wait below the form."""
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    page.locator(selector).first.click()


def test_an_agent_proposes_the_pole_sends_back_then_publishes(visit):
    writer, pole, stranger = visit(signed_in="redaction", width=1600), visit(signed_in="pole", width=1600), visit()
    page = writer.go(BODY)
    page.get_by_role("button", name="Écrire ou corriger une page").click()
    root = re.search(r"/pages/(\d+)/", page.url)[1]
    page = writer.go(f"/cms/pages/add/pages/freepage/{root}/")
    # What is kept by itself while a block is still empty is refused, quietly; it is kept again a little later.
    writer.expected[page.url] = 400
    page.locator("#id_title").fill("Le jardin des simples")
    page.locator("#id_introduction").fill("Un carré de plantes derrière l’église.")
    place = add(page, "Texte")
    page.locator("[data-contentpath='body'] [role=textbox]").last.fill("On y cueille la menthe et la sauge.")
    write_in(page, add(page, "Citation"), words="On vient pour la menthe.", author="Une voisine")
    write_in(page, add(page, "Appel à l’action"), title="Venir", label="Voir la mairie", link__address="/communes/")
    place = add(page, "Chiffres clés")
    write_in(page, place, figures__0__value__value="12", figures__0__value__label="plantes", source="Comptage, 2026")
    place = add(page, "Carte d’une couche")
    write_in(page, place, title="Où c’est", text="Derrière l’église.")
    page.locator(f"#body-{place}-value-layer").select_option("mairies")
    act(page, "button[name=action-submit]")
    page.wait_for_url(f"**/cms/pages/{root}/", timeout=30_000)
    edit = page.locator("a[href*='/edit/']", has_text="Le jardin des simples").first.get_attribute("href")
    number = re.search(r"/pages/(\d+)/", edit)[1]
    stranger.go("/communes/monbazillac/le-jardin-des-simples/", status=404)

    desk = pole.go(f"/cms/pages/{number}/edit/")
    act(desk, "button[data-workflow-action-name=reject]")
    desk.locator(".modal textarea[name=comment]").fill(TOLD)
    desk.locator(".modal [type=submit]").click()
    desk.wait_for_load_state("networkidle")

    page = writer.go(f"/cms/liens-de-brouillon/{number}/")
    page.get_by_role("button", name="Faire le lien").click()
    address = page.locator("main a[href*='/brouillons/'], #main a[href*='/brouillons/']").first.inner_text().strip()
    path = "/" + address.split("/", 3)[3]
    draft = stranger.go(path)
    assert "Cette page n’est pas publiée" in draft.locator("main").inner_text()
    assert draft.get_by_role("heading", name="Le jardin des simples").is_visible()

    page = writer.go(f"/cms/pages/{number}/edit/")
    page.locator("#id_introduction").fill("Un carré de plantes, ouvert le matin.")
    act(page, "button[name=action-submit], button[name=action-restart-workflow]")
    page.wait_for_load_state("networkidle")
    desk = pole.go(f"/cms/pages/{number}/edit/")
    act(desk, "button[data-workflow-action-name=approve]")
    desk.wait_for_load_state("networkidle")

    shown = stranger.go("/communes/monbazillac/le-jardin-des-simples/")
    words = shown.locator("main").inner_text()
    assert "ouvert le matin" in words
    assert "On vient pour la menthe." in words
    assert shown.get_by_role("link", name="Ouvrir la carte : Mairies").is_visible()
    assert all(request.startswith(stranger.origin) for request in stranger.requests)

    page = writer.go(f"/cms/liens-de-brouillon/{number}/")
    page.get_by_role("button", name="Fermer ce lien").click()
    stranger.go(path, status=404)
    assert "Ce lien n’ouvre plus rien" in stranger.page.locator("main").inner_text()
