"""No screen escapes the journeys. Named last by `conftest.py`, when everything was visited."""

import pytest

from .server import ROOT

pytestmark = pytest.mark.journey

#: Templates that no journey can reach, and why.
OUT_OF_REACH = {
    "400.html": "answers a host that is not ours, where no browser gets; read in `test_hostile`",
    "500.html": "answers a failure; made by the tests of `kit.http`",
    "403_csrf.html": "answers a form without its proof; made by the tests of `kit.http`",
    "405.html": "answers a form sent to a page that is read only; made by the tests of `kit.http`",
}
#: Screens that no journey opens yet: a journey through them takes their line away.
NOT_YET = {
    "429.html",
    "portal/closure.html",
    "workspace/contact_preview.html",
    "workspace/elected_preview.html",
}
#: Parts, and what is not a page.
NOT_SCREENS = ("/components/", "/parts/", "/panels/", "/mail/", "/snippets/")


def all_screens():
    found = set()
    for folder in (ROOT / "src/bastide").glob("*/*/templates"):
        found |= {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    return {name for name in found if not any(part in f"/{name}" for part in NOT_SCREENS)}


def test_every_template_was_visited(request, server):
    if len(request.session.items) < 60:
        pytest.skip("only some journeys were asked for")
    seen = set((server.state / "templates-seen.txt").read_text().splitlines())

    assert all_screens() - seen - set(OUT_OF_REACH) - NOT_YET == set(), "screens that no journey opens"
    assert NOT_YET & seen == set(), "screens that a journey opens now"
