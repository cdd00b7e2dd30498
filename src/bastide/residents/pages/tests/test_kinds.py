"""Reportages by theme, the space of the opposition, feeds."""

import feedparser
import pytest
from wagtail.models import Page

from bastide.core.accounts.testing import sign_in
from bastide.core.territory.models import Commune
from bastide.kit.http.models import PagePurge
from bastide.residents.pages.models import OppositionPage, ReportagePage
from bastide.residents.pages.models.reportage import REPORTAGES_TAG
from bastide.residents.pages.testing import make_page, make_section, make_space


def reportage(parent, title, slug, **fields):
    return parent.add_child(instance=ReportagePage(title=title, slug=slug, **fields))


def test_reportages_of_the_pole_and_albums_of_communes_stand_together_by_theme(client, space):
    birds = reportage(make_section(), "Les rapaces", "rapaces", theme="nature")
    feast = reportage(space.root, "La fête", "fete", theme="fetes")
    reportage(space.root, "Pas encore", "pas-encore", theme="fetes", live=False)

    every, nature = (client.get(f"/reportages/{query}").content.decode() for query in ("", "?theme=nature"))

    assert (birds.title in every, feast.title in every, "Pas encore" in every) == (True, True, False)
    assert (birds.title in nature, feast.title in nature) == (True, False)
    assert client.get("/reportages/?theme=autre").status_code == 404
    assert client.get(feast.url).status_code == 200
    assert feast.url == "/communes/valbrune/fete/"
    feast.save_revision().publish()
    assert REPORTAGES_TAG in set(PagePurge.objects.values_list("tag", flat=True))


@pytest.mark.parametrize(("people_there", "may"), [(999, False), (1_000, True), (None, False)])
def test_the_opposition_has_room_from_a_thousand_inhabitants_on(client, space, people, valdorne, people_there, may):
    Commune.objects.filter(pk=valdorne.valbrune.pk).update(population=people_there)
    root = Page.objects.get(pk=space.root.pk)
    make_page(space.root)
    sign_in(client, people.secretary)
    screen = "/espace/organismes/commune-valbrune/pages/"

    assert OppositionPage.can_create_at(root) is may
    assert ("L2121-27-1" in client.get(screen).content.decode()) is may
    if may:
        page = root.specific.add_child(instance=OppositionPage(title="Expression", slug="expression"))
        assert not OppositionPage.can_create_at(Page.objects.get(pk=root.pk))
        assert "L2121-27-1" not in client.get(screen).content.decode()
        assert "n’engagent que leurs auteurs" in client.get(page.url).content.decode()


def test_feeds_follow_what_is_published(client, space, valdorne):
    other = make_space(valdorne.le_peyrat.organisation)
    ours = make_page(space.root, "Nôtre \x0b & <ici>", "notre", introduction="À lire")
    make_page(other.root, "Ailleurs", "ailleurs")
    make_page(space.root, "Brouillon", "brouillon", live=False)

    every = feedparser.parse(client.get("/pages/flux/").content)
    of_body = feedparser.parse(client.get("/pages/flux/commune-valbrune/").content)

    assert (every.bozo, of_body.bozo) == (False, False)
    assert {entry.link.removeprefix("http://testserver") for entry in of_body.entries} == {ours.url}
    assert len(every.entries) == 2
    assert client.get("/pages/flux/nulle-part/").status_code == 404
