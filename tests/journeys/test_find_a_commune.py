"""Somebody looks for a town hall: the first thing the portal is for."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
PHONE = {"width": 360, "height": 740}
BOTH = ["Lamonzie-Montastruc", "Lamonzie-Saint-Martin"]


def reads_the_town_hall(page):
    """Hours of each day, the telephone, the map and the mayor are there to be read."""
    expect(page.locator("h1")).to_have_text(re.compile("Lamonzie-Saint-Martin"))
    hours = page.get_by_role("table", name=re.compile("Horaires"))
    for day in ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"):
        expect(hours).to_contain_text(re.compile(day, re.IGNORECASE))
    expect(hours).to_contain_text(re.compile(r"\d\u202fh|\d\u00a0h"))
    expect(page.get_by_role("link", name=re.compile(r"^05")).first).to_be_visible()
    expect(page.locator("main svg").filter(has=page.locator("a, path")).first).to_be_visible()
    expect(page.get_by_text("Thierry Auroy-Peytou").first).to_be_visible()
    expect(page.get_by_text(re.compile("^Maire$")).first).to_be_visible()


def test_by_keyboard_alone_on_a_phone_with_suggestions(visit):
    who = visit(**PHONE)
    page = who.go("/")
    who.tab_to("Commune, service ou démarche")

    page.keyboard.type("lamonzie", delay=30)
    for name in BOTH:
        expect(page.get_by_role("option").filter(has_text=name).first).to_be_visible()
    chosen = page.locator("[role=option][aria-selected=true]").filter(has_text=re.compile("^Lamonzie-Saint-Martin"))
    for _ in range(page.get_by_role("option").count()):
        page.keyboard.press("ArrowDown")
        if chosen.count():
            break
    page.keyboard.press("Enter")

    page.wait_for_url("**/communes/lamonzie-saint-martin/")
    reads_the_town_hall(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_by_keyboard_alone_on_a_phone_with_the_plain_form(visit, javascript):
    who = visit(javascript=javascript, **PHONE)
    page = who.go("/")
    who.tab_to("Commune, service ou démarche")

    page.keyboard.type("lamonzie")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=lamonzie")
    for name in BOTH:
        expect(page.locator("main").get_by_role("link", name=name, exact=True).first).to_be_visible()
    who.tab_to("Lamonzie-Saint-Martin")
    page.keyboard.press("Enter")

    page.wait_for_url("**/communes/lamonzie-saint-martin/")
    reads_the_town_hall(page)
    assert who.context.cookies() == []


def test_from_the_map_by_keyboard(visit):
    who = visit()
    who.go("/")
    page = who.page
    page.locator("main svg a").filter(has_text="Monbazillac").first.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/communes/monbazillac/")
