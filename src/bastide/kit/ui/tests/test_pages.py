import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

REFUSALS = ["400", "403", "403_csrf", "404", "405", "413", "429", "500"]


class Inline(HTMLParser):
    """Collects what a strict content security policy refuses, and identifiers used twice."""

    def __init__(self):
        super().__init__()
        self.refused, self.ids, self.targets = [], [], []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.refused += [(tag, name) for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in names and names.get("type") != "application/ld+json"):
            self.refused.append((tag, "inline"))
        if "id" in names:
            self.ids.append(names["id"])
        for name in ("for", "aria-controls", "aria-labelledby", "aria-describedby"):
            self.targets += (names.get(name) or "").split()


@pytest.fixture
def gallery(db, client):
    return client.get("/gabarits/")


def test_the_gallery_is_served_and_kept_out_of_search_engines(gallery):
    assert gallery.status_code == 200
    assert '<meta name="robots" content="noindex, nofollow">' in gallery.content.decode()


def test_the_gallery_holds_nothing_inline_and_ties_what_it_names(gallery):
    page = Inline()
    page.feed(gallery.content.decode())

    assert page.refused == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) - set(page.ids) == set()


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_a_full_page_that_needs_neither_request_nor_database(name):
    page = get_template(f"{name}.html").render()

    assert 'lang="fr"' in page
    assert 'href="#contenu"' in page
    assert page.count("<h1>") == 1
    assert re.search(r"<title>[^·<]+ · Portail des communes</title>", page)


def test_a_page_says_its_title_once_for_the_reader_and_once_for_shares(db, client, rf):
    page = get_template("404.html").render({}, rf.get("/nulle-part/?x=1"))

    assert "<title>Page introuvable · " in page
    assert '<meta property="og:title" content="Page introuvable">' in page
    assert '<link rel="canonical" href="http://testserver/nulle-part/">' in page


def test_a_frame_without_navigation_shows_no_menu_and_no_dead_link(db, rf):
    nothing = {"navigation": (), "menu_url": "", "account_link": None, "footer_links": (), "site_tagline": ""}

    page = get_template("404.html").render(nothing, rf.get("/"))

    assert "data-menu" not in page
    assert re.findall(r'<a [^>]*href="([^"]*)"', page) == ["#contenu", "/", "/"]


def test_the_frame_marks_where_the_reader_is(db, rf):
    context = {"navigation": (("Communes", "/communes/", True), ("Carte", "/carte/", False)), "menu_url": "/plan/"}

    page = get_template("404.html").render(context, rf.get("/communes/"))

    assert 'href="/communes/" aria-current="page"' in page
    assert 'href="/plan/" data-menu="navigation"' in page


def test_every_static_file_named_by_the_frame_exists():
    root = Path(__file__).parent.parent / "templates"
    named = set(re.findall(r"{% static '([^']+)' %}", "".join(path.read_text() for path in root.rglob("*.html"))))

    assert [name for name in named if "/vendor/" not in name and not finders.find(name)] == []
