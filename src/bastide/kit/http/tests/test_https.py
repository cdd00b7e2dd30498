"""What BASTIDE_HTTPS and its companions do, and the headers of every kind of answer."""

import importlib.util

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

YEAR = 365 * 24 * 3600
#: What the settings of an installation say of HTTPS.
NAMES = (
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_PROXY_SSL_HEADER",
)
BEHIND_PROXY = {"headers": {"x-forwarded-proto": "https"}}


@pytest.fixture
def with_environment(monkeypatch, settings):
    """Take over what the settings make of these variables."""

    def take_over(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        # A second copy of the module, made with the environment as it is now.
        spec = importlib.util.find_spec("bastide.project.settings.http")
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
        for name in NAMES:
            setattr(settings, name, getattr(made, name))

    return take_over


@pytest.fixture
def https(with_environment):
    with_environment(BASTIDE_HTTPS="on", BASTIDE_BEHIND_PROXY="on")


@pytest.fixture
def static_file(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "look.css").write_text("p { color: black }")
    return "/static/look.css"


def test_without_https_nothing_is_promised_and_nobody_is_sent_elsewhere(with_environment, client, valdorne):
    with_environment()

    answer = client.get("/comptes/connexion/", **BEHIND_PROXY)

    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer
    assert not answer.cookies["csrftoken"]["secure"]


@pytest.mark.parametrize(("variables", "promised"), [({}, YEAR), ({"BASTIDE_HSTS_SECONDS": "3600"}, 3600)])
def test_with_https_browsers_are_told_for_how_long(with_environment, client, valdorne, variables, promised):
    with_environment(BASTIDE_HTTPS="on", BASTIDE_BEHIND_PROXY="on", **variables)

    assert client.get("/", **BEHIND_PROXY)["Strict-Transport-Security"] == f"max-age={promised}"


def test_nothing_is_promised_when_the_setting_says_nought(with_environment, client, valdorne):
    with_environment(BASTIDE_HTTPS="on", BASTIDE_BEHIND_PROXY="on", BASTIDE_HSTS_SECONDS="0")

    assert "Strict-Transport-Security" not in client.get("/", **BEHIND_PROXY)


@pytest.mark.parametrize("path", ["/", "/communes/?q=a", "/static/look.css", "/nulle-part/"])
def test_plain_http_is_sent_to_https(https, static_file, valdorne, path):
    answer = Client().get(path)

    assert (answer.status_code, answer["Location"]) == (301, f"https://testserver{path}")


def test_probes_of_a_node_are_answered_without_encryption(https, client, valdorne):
    assert client.get("/sante").status_code != 301


def test_without_a_proxy_its_header_is_not_believed(with_environment, client, valdorne):
    with_environment(BASTIDE_HTTPS="on")

    assert client.get("/", **BEHIND_PROXY).status_code == 301
    assert client.get("/", secure=True).status_code == 200


def test_every_cookie_is_for_https_only(https, client, django_user_model, valdorne):
    django_user_model.objects.create_user(email="aline@example.org", password="vignes et noyers du pays")
    client.get("/comptes/connexion/", **BEHIND_PROXY)
    form = {"login": "aline@example.org", "password": "vignes et noyers du pays"}

    answer = client.post("/comptes/connexion/", form, **BEHIND_PROXY)

    assert answer.status_code == 302
    assert {"bastide_session", "csrftoken"} <= set(client.cookies)
    assert all(cookie["secure"] for cookie in client.cookies.values() if cookie.value)
    assert client.cookies["bastide_session"]["httponly"]
    assert {cookie["samesite"] for cookie in client.cookies.values()} == {"Lax"}


@pytest.mark.parametrize(
    ("origin", "status"), [("https://testserver", 200), ("http://testserver", 403), ("https://evil.example", 403)]
)
def test_behind_a_proxy_a_form_is_taken_from_our_own_https_pages_only(https, valdorne, origin, status):
    visitor = Client(enforce_csrf_checks=True)
    visitor.get("/comptes/connexion/", **BEHIND_PROXY)
    form = {"login": "a@b.example", "password": "x", "csrfmiddlewaretoken": visitor.cookies["csrftoken"].value}

    headers = {"host": "testserver", "x-forwarded-proto": "https", "origin": origin}
    answer = visitor.post("/comptes/connexion/", form, headers=headers)

    assert answer.status_code == status


def test_a_page_from_the_cache_promises_as_much_and_is_kept_apart_from_plain_http(https, client, pages):
    first = client.get("/plain/", **BEHIND_PROXY)
    again = client.get("/plain/", **BEHIND_PROXY)
    plain = client.get("/plain/")

    assert pages.made["plain"] == 1
    assert first["Strict-Transport-Security"] == again["Strict-Transport-Security"] == f"max-age={YEAR}"
    assert plain.status_code == 301


ANSWERS = {
    "a page": ({"path": "/plain/"}, 200),
    "nothing there": ({"path": "/nulle-part/"}, 404),
    "a hostile path": ({"path": "/a%00b/"}, 404),
    "a failure": ({"path": "/broken/"}, 500),
    "an unknown method": ({"path": "/plain/", "method": "TRACE"}, 405),
    "an unknown host": ({"path": "/plain/", "host": "evil.example"}, 400),
    "a form without proof": ({"path": "/comptes/connexion/", "method": "POST"}, 403),
}


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_carries_the_headers_that_protect(with_environment, pages, valdorne, kind, encrypted):
    variables = {"BASTIDE_HTTPS": "on", "BASTIDE_BEHIND_PROXY": "on"} if encrypted else {}
    with_environment(**variables)
    asked, status = ANSWERS[kind]
    headers = {"host": asked.get("host", "testserver"), **({"x-forwarded-proto": "https"} if encrypted else {})}
    visitor = Client(enforce_csrf_checks=True, raise_request_exception=False)

    answer = visitor.generic(asked.get("method", "GET"), asked["path"], headers=headers)

    assert answer.status_code == status
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "'unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert ("Strict-Transport-Security" in answer) == encrypted
    assert "Server" not in answer
    assert kind == "a page" or answer["Cache-Control"].startswith("private, no-")


def test_an_unknown_host_is_refused_and_not_sent_to_https(https, client):
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_static_file_is_what_it_says_it_is_and_promises_as_much(https, static_file):
    answer = Client().get(static_file, **BEHIND_PROXY)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Strict-Transport-Security"] == f"max-age={YEAR}"
    assert not answer.cookies
    answer.close()
