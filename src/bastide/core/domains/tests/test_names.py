import pytest

from bastide.core.domains.names import IsThePortal, NotAHost, cleaned

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("www.eymet.fr", "www.eymet.fr"),
        (" WWW.Eymet.FR. ", "www.eymet.fr"),
        ("https://www.eymet.fr/accueil?x=1#y", "www.eymet.fr"),
        ("www.eymet.fr:8443", "www.eymet.fr"),
        ("mairie-de-bégadan.fr", "xn--mairie-de-bgadan-lqb.fr"),
        ("eymet.localhost", "eymet.localhost"),
    ],
)
def test_what_people_paste_becomes_what_browsers_send(typed, host):
    assert cleaned(typed) == host


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "eymet", "eymet fr", "-eymet.fr", "eymet-.fr", "a..fr", "mairie@eymet.fr", "eymet.fr:http"),
        *("127.0.0.2", "10.1", "[::2]", "::1", "*.eymet.fr", ".eymet.fr", "a" * 64 + ".fr", "a." * 140 + "fr"),
        *("eymet.fr\r\nX: y", "eymet.fr\x00", "eymet_1.fr", "javascript:alert(1)", "１２７.０.０.２"),
    ],
)
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(NotAHost):
        cleaned(typed)


def test_the_portal_keeps_its_own_names(settings):
    settings.ALLOWED_HOSTS = ["portail.example", ".communes.example"]
    settings.WAGTAILADMIN_BASE_URL = "https://www.portail.example"
    for name in ("portail.example", "eymet.communes.example", "www.portail.example"):
        with pytest.raises(IsThePortal):
            cleaned(name)
