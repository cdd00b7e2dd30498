"""The visitor of the other journeys does complain: each line here is something that must never pass in silence."""

import pytest

from .browser import visitor

pytestmark = pytest.mark.journey


def add(tag, **attributes):
    lines = "".join(f"element.setAttribute({name!r}, {value!r});" for name, value in attributes.items())
    return f"() => {{ const element = document.createElement({tag!r}); {lines} document.body.append(element); }}"


@pytest.mark.parametrize(
    ("misdeed", "complaint"),
    [
        ("() => { console.error('a plain error') }", "a plain error"),
        ("() => { console.warn('a warning') }", "a warning"),
        ("() => { setTimeout(() => { throw new Error('thrown') }) }", "thrown"),
        ("() => { Promise.reject(new Error('rejected')) }", "rejected"),
        ("() => { document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">') }", "policy: style-src"),
        ("() => { const s = document.createElement('script'); s.text = '1'; document.body.append(s) }", "script-src"),
        (add("img", src="https://other.example/x.png"), "policy: img-src"),
        (add("img", src="/missing.png"), "404: "),
        ("() => { fetch('https://other.example/').catch(() => {}) }", "policy: connect-src"),
        ("() => { window.open('https://other.example/') }", "request to another host"),
    ],
)
def test_nothing_wrong_passes_in_silence(browser, server, misdeed, complaint):
    with visitor(browser, server.origin) as who:
        page = who.go("/")
        assert who.complaints == []
        page.evaluate(misdeed)
        page.wait_for_timeout(300)
        complaints = list(who.complaints)

    assert any(complaint in line for line in complaints), complaints


def test_a_wrong_answer_is_complained_of(browser, server):
    with visitor(browser, server.origin) as who:
        who.go("/nulle-part/")

    assert any("answers 404, not 200" in line for line in who.complaints)


def test_what_is_too_wide_is_named(browser, server):
    with visitor(browser, server.origin, width=320) as who:
        page = who.go("/")
        assert who.too_wide() == []
        page.evaluate("() => { document.querySelector('h1').style.width = '900px' }")
        found = who.too_wide()

    assert "the page scrolls" in found[0]


def test_axe_finds_what_is_wrong(browser, server):
    with visitor(browser, server.origin) as who:
        page = who.go("/")
        page.evaluate(add("img", src="/static/none.png"))
        found = who.axe()

    assert any("image-alt" in line for line in found)


@pytest.mark.parametrize(("options", "width"), [({"zoom": 2}, 640), ({"width": 320}, 320)])
def test_a_window_has_the_size_that_was_asked(browser, server, options, width):
    with visitor(browser, server.origin, **options) as who:
        assert who.go("/").evaluate("() => innerWidth") == width


def test_the_letters_of_the_reader_are_twice_as_large(browser, server):
    with visitor(browser, server.origin, text_zoom=2) as who:
        page = who.go("/nulle-part/", status=404)

        assert page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)") == 32


def test_the_letters_of_the_reader_change_while_the_page_is_read(browser, server):
    with visitor(browser, server.origin) as who:
        page = who.go("/nulle-part/", status=404)
        sizes = []
        for times in (2, 1):
            who.resize(320, 640, scheme="dark", text_zoom=times)
            sizes.append(page.evaluate("() => parseFloat(getComputedStyle(document.documentElement).fontSize)"))
        dark = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")

    assert sizes == [32, 16]
    assert dark


def test_axe_finds_in_the_dark_what_cannot_be_read(browser, server):
    with visitor(browser, server.origin, scheme="dark") as who:
        page = who.go("/")
        page.evaluate("() => document.querySelector('h1').classList.add('faint')")
        page.evaluate("() => document.styleSheets[0].insertRule('.faint { color: #333 }')")
        found = who.axe()

    assert any("color-contrast" in line for line in found)
