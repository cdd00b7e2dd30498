"""No screen escapes the journeys, with JavaScript or without. Named last by `conftest.py`, when all was visited."""

import time
from functools import partial

import pytest

from .conftest import PROCESSES
from .server import ROOT, python
from .windows import COMPARED, faults

pytestmark = pytest.mark.journey

#: Templates that no journey can reach, and why; they are drawn apart to be looked at.
OUT_OF_REACH = {
    "400.html": "answers a host that is not ours, where no browser gets; read in `test_hostile`",
    "500.html": "answers a failure; made by the tests of `kit.http`",
    "503.html": "answers when the database is away; read in `test_two_nodes`",
    "403_csrf.html": "answers a form without its proof; made by the tests of `kit.http`",
    "413.html": "answers more than a request may hold; made by the tests of `kit.http`",
    "405.html": "answers a form sent to a page that is read only; made by the tests of `kit.http`",
}
DRAW = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bastide.project.settings"
django.setup()
from django.template.loader import render_to_string
print(*(render_to_string(name) for name in sys.argv[1:]), sep="\\0")
"""
#: Screens that are not compared with and without JavaScript, and why.
NOT_COMPARED = {
    "gis/map.html": "with a script it is a live map; `test_map` looks at both",
    "gis/sources.html": "stands on the map only",
    "pages/admin/draft_links.html": "a screen of the back office, all of which needs JavaScript",
}
#: Parts, and what is not a page.
NOT_SCREENS = ("/components/", "/parts/", "/panels/", "/mail/", "/snippets/")


def all_screens():
    found = set()
    for folder in (ROOT / "src/bastide").glob("*/*/templates"):
        found |= {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    return {name for name in found if not any(part in f"/{name}" for part in NOT_SCREENS)}


def answer(page, route):
    route.fulfill(body=page, content_type="text/html; charset=utf-8")


def test_pages_that_no_browser_reaches_pass_every_rule_of_axe_too(visit, server):
    who = visit(device_scale=2)
    pages = python(server.environment, "-c", DRAW, *OUT_OF_REACH).split("\0")
    found = []
    for name, page in zip(OUT_OF_REACH, pages, strict=True):
        who.page.route(f"{who.origin}/{name}", partial(answer, page))
        who.go(f"/{name}")
        found += faults(who)

    assert found == []


@pytest.fixture
def all_journeys(request):
    if len(request.session.items) < 60:
        pytest.skip("only some journeys were asked for")


@pytest.fixture
def seen(all_journeys, server, shared_folder):
    """The templates that any journey rendered, and « POST name » for each page that answered a form."""
    return set((server.state / "templates-seen.txt").read_text().splitlines()) | by_others(shared_folder, "seen")


def by_others(folder, what, *, seconds=600):
    """What the journeys of the other processes have `seen`, or `compared`, once all of them are done."""
    deadline = time.monotonic() + seconds
    while len(done := list(folder.glob(f"{what}-by-*.txt"))) < PROCESSES - 1:
        assert time.monotonic() < deadline, "the other journeys do not end"
        time.sleep(0.2)
    return {name for file in done for name in file.read_text().splitlines()}


def test_every_template_was_visited_and_says_the_same_without_javascript(seen, shared_folder):
    """One test: two would wait in two processes, each for the other to end."""
    compared = COMPARED | by_others(shared_folder, "compared")
    answering = {f"POST {name}" for name in all_screens()} & seen

    assert all_screens() - seen - set(OUT_OF_REACH) == set(), "screens that no journey opens"
    assert all_screens() - compared - set(OUT_OF_REACH) - set(NOT_COMPARED) == set(), "never read without JavaScript"
    assert answering - compared == set(), "never reached by a form without JavaScript: `visit(javascript=False)`"
