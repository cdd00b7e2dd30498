"""A secretary publishes: a picture from her phone, the minutes of the council, an event; visitors read at once."""

import re
import time
from datetime import date, timedelta

import icalendar
import pytest
from playwright.sync_api import expect

from bastide.core.media.testing import pdf_bytes, picture_bytes

from .people import sign_in

pytestmark = pytest.mark.journey
BODY = "/espace/organismes/commune-monbazillac/"
#: What a person at a phone gives us for a picture, choosing and typing included.
TWO_MINUTES = 120
#: Seconds of a slow hand: to find and touch something, to type one letter.
TOUCH, LETTER = 3.0, 0.5


def test_a_picture_from_a_phone_becomes_news_that_a_visitor_reads(visit):
    secretary, visitor = visit(width=360), visit(width=360)
    visitor.go("/communes/monbazillac/")
    page = sign_in(secretary, "secretaire").page
    began = time.monotonic()
    typed = {
        "Titre": "La fontaine coule",
        "Texte": "Elle est réparée.\n\nL’eau n’est pas potable.",
        "Que voit-on sur la photo": "La fontaine et son bassin plein.",
    }

    page.get_by_role("link", name="Écrire une actualité").click()
    for label in ("Titre", "Texte"):
        page.get_by_label(label).fill(typed[label])
    photo = {
        "name": "IMG_0001.jpg",
        "mimeType": "image/jpeg",
        "buffer": picture_bytes(size=(1600, 1200), position=True),
    }
    page.get_by_label("Photo", exact=False).first.set_input_files(photo)
    page.get_by_label("Que voit-on sur la photo").fill(typed["Que voit-on sur la photo"])
    page.get_by_role("button", name="Voir avant de publier").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Voici ce que liront les habitants")
    expect(page.get_by_role("img", name="La fontaine et son bassin plein.")).to_be_visible()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("status")).to_contain_text("L’actualité est publiée.")
    # The link, each field, the photo and its choice in the phone's album, look, publish.
    touches, letters, waited = 1 + len(typed) + 2 + 2, sum(map(len, typed.values())), time.monotonic() - began
    by_hand = touches * TOUCH + letters * LETTER
    print(f"{touches} touches, {letters} letters: {by_hand:.0f} s by a slow hand, and {waited:.1f} s of waiting")  # noqa: T201
    assert by_hand + waited < TWO_MINUTES
    visitor.go("/communes/monbazillac/").get_by_role("link", name="La fontaine coule").click()
    article = visitor.page.get_by_role("main")
    expect(article).to_contain_text("L’eau n’est pas potable.")
    expect(article).to_contain_text("Licence Ouverte 2.0")
    shown = article.get_by_role("img", name="La fontaine et son bassin plein.")
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0 && image.currentSrc.endsWith('.avif')")

    page.get_by_role("button", name="Retirer").click()
    expect(visitor.go("/communes/monbazillac/").get_by_role("main")).not_to_contain_text("La fontaine coule")


def test_minutes_and_an_event_are_published_read_and_put_in_a_calendar(visit, server):
    secretary, visitor = visit(width=360), visit(javascript=False)
    page = sign_in(secretary, "secretaire").page

    secretary.go(f"{BODY}publications/")
    content = pdf_bytes(
        "Procès-verbal du conseil municipal\nSéance du 12 novembre 2026", "Vente d'une parcelle au bourg"
    )
    page.get_by_label("Le document").set_input_files(
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Voir avant de publier").click()
    expect(page.get_by_role("main")).to_contain_text("Procès-verbal du 12")
    page.get_by_role("button", name="Publier").click()
    link = visitor.go("/communes/monbazillac/").get_by_role("link", name="Procès-verbal du 12")
    expect(link).to_be_visible()
    link.click()
    expect(visitor.page.get_by_role("link", name="Ouvrir le document")).to_be_visible()

    secretary.go(f"{BODY}agenda/")
    day = date.today() + timedelta(days=9)  # noqa: DTZ011
    page.get_by_label("Que se passe-t-il").fill("Veillée au coin du feu")
    page.get_by_label("Quel jour").fill(day.isoformat())
    page.get_by_label(re.compile("^À quelle heure")).fill("20 h 30")
    page.get_by_label(re.compile("^Où")).fill("Salle des fêtes")
    page.get_by_role("button", name="Voir avant de publier").click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("status")).to_contain_text("L’événement est annoncé.")
    visitor.go("/agenda/").get_by_role("link", name="Veillée au coin du feu").click()
    address = visitor.page.get_by_role("link", name="Mettre dans mon agenda").get_attribute("href")
    answer = visitor.page.request.get(f"{server.origin}{address}")
    (component,) = icalendar.Calendar.from_ical(answer.body()).walk("VEVENT")

    assert (component["SUMMARY"], component.decoded("dtstart").hour) == ("Veillée au coin du feu", 20)
    assert component.decoded("dtstart").date() == day
