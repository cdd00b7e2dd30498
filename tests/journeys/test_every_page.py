"""What every page owes every reader, whatever its subject."""

import pytest

from .pages import PUBLIC

pytestmark = pytest.mark.journey
WINDOWS = {
    "phone": {"width": 320, "height": 640},
    "200 %": {"width": 1280, "height": 1024, "zoom": 2},
    "letters twice as large": {"width": 1280, "height": 1024, "text_zoom": 2},
    "desktop": {"width": 1280, "height": 900},
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", WINDOWS)
def test_pages_pass_every_rule_of_axe_and_never_scroll_sideways(visit, window, scheme):
    who = visit(scheme=scheme, **WINDOWS[window])
    found = []
    for stop in PUBLIC:
        who.go(stop.path, status=stop.status)
        found += who.axe() + who.too_wide()

    assert found == []


def test_a_reader_gets_no_cookie_and_asks_nobody_else(visit, server):
    who = visit()
    for stop in PUBLIC:
        who.go(stop.path, status=stop.status)

    assert who.context.cookies() == []
    assert all(address.startswith(server.origin) for address in who.requests)


def test_pages_say_the_same_without_javascript(visit):
    with_script, without = visit(), visit(javascript=False)

    for stop in PUBLIC:
        texts = [who.go(stop.path, status=stop.status).locator("main").inner_text() for who in (with_script, without)]

        # Word by word: a list that opens under a field may leave an empty line.
        assert texts[0].split() == texts[1].split()
