"""French typography of every public page, with everything known and with nothing known."""

import re

import pytest

from bastide.core.territory.models import Mandate, Office
from bastide.kit.ui.testing import typographic_faults
from bastide.residents.portal.testing import words_of

PATHS = [
    "/",
    "/communes/",
    "/communes/valbrune/",
    "/communes/valbrune/contact/",
    "/communes/eyrenne/",
    "/intercommunalites/",
    "/intercommunalites/valdorne/",
    "/carte/",
    "/carte/?commune=valbrune",
    "/carte/?commune=inconnue",
    "/recherche/",
    "/recherche/?q=valbrune",
    "/mentions-legales/",
    "/accessibilite/",
    "/donnees-personnelles/",
    "/plan/",
]


@pytest.fixture(params=["known", "unknown"])
def portal(request, valdorne, home_page, sources):
    if request.param == "unknown":
        Office.objects.update(hours=None, phone="", address="", email="", postcode="", city="")
        Mandate.objects.all().delete()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_written_as_french_is_printed(client, portal, path):
    words = words_of(client.get(path).content.decode())

    assert typographic_faults(words) == {}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_nothing_that_the_strict_policy_refuses(client, portal, path):
    page = client.get(path).content.decode()

    assert " style=" not in page
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*(?:\ssrc=|application/ld\+json))", page)
