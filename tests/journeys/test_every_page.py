"""What every page owes every reader, whatever its subject."""

import re

import pytest

from .pages import DOOR, FORMS, POLE, PUBLIC, SECRETARY, WEBMASTER
from .windows import faults

pytestmark = pytest.mark.journey
#: The number of an error page; the key that an application of codes is given.
ANOTHER_EACH_TIME = re.compile(r"\b\w{4}-\w{4}\b|\b[A-Z2-7]{32}\b")
#: To print and to copy an address, a browser has its own menu; only a script is told a place.
ONLY_WITH_SCRIPT = "[data-action=print], [data-action=copy], [data-near-me]"
HIDE = "(tools) => document.querySelectorAll(tools).forEach((tool) => { tool.hidden = true; })"
#: Who reads which pages; cut so that two processes have about as much to do.
READERS = {
    "gallery": (None, PUBLIC[:1]),
    "anybody": (None, PUBLIC[1:]),
    "at the door": (None, DOOR),
    "secretary": ("secretaire", SECRETARY),
    "pole": ("pole", POLE),
    "webmaster": ("web", WEBMASTER),
}


@pytest.mark.parametrize("reader", READERS)
def test_pages_pass_every_rule_of_axe_and_never_scroll_sideways(visit, reader):
    name, stops = READERS[reader]
    who = visit(signed_in=name, device_scale=2)
    found = []
    for stop in stops:
        who.go(stop.path, status=stop.status)
        found += faults(who)

    assert not found, "\n".join(found)


def test_a_reader_gets_no_cookie_and_asks_nobody_else(visit, server):
    who = visit()
    for stop in PUBLIC:
        who.go(stop.path, status=stop.status)

    assert who.context.cookies() == []
    assert all(address.startswith((server.origin, "data:")) for address in who.requests)


@pytest.mark.parametrize("reader", READERS)
def test_pages_say_the_same_without_javascript(visit, reader):
    name, stops = READERS[reader]
    with_script, without = visit(signed_in=name), visit(signed_in=name, javascript=False)
    told = {}

    for stop in (stop for stop in [*stops, *FORMS.get(reader, [])] if not stop.is_live):
        pages = [who.go(stop.path, status=stop.status) for who in (with_script, without)]
        pages[0].evaluate(HIDE, ONLY_WITH_SCRIPT)
        texts = [ANOTHER_EACH_TIME.sub("", page.locator("main").inner_text()).split() for page in pages]
        if texts[0] != texts[1]:
            told[stop.path] = [word for word in texts[0] if word not in texts[1]] or texts[1]

    assert told == {}


def test_pages_print_with_their_address_and_date(visit, server):
    who = visit(media="print")
    for stop in (stop for stop in PUBLIC if not stop.is_frame):
        page = who.go(stop.path, status=stop.status)
        # What a browser tells a page before it prints it.
        page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
        line = page.locator(".printed")

        assert line.is_visible(), stop
        assert f"localhost:{server.port}{stop.path.partition('?')[0]}" in line.inner_text(), stop
        assert str(page.evaluate("() => new Date().getFullYear()")) in line.inner_text(), stop
        assert page.locator("h1").first.is_visible(), stop
        assert not page.locator("nav").first.is_visible(), stop
