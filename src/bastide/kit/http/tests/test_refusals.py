from unittest.mock import Mock

import pytest
from django.db import InterfaceError, OperationalError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/nulle-part/",
        "/communes/nulle-part/",
        "/a%00b/",
        "/communes/%00/",
        "/%0d%0aSet-Cookie:%20a=b/",
        "/%2f",
        "/%2fevil.example/",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/communes/..%2f..%2f/",
        "/%ff%fe/",
        "/%ed%a0%80/",
        "/" + "a" * 10_000 + "/",
        "/" + "a/" * 5_000,
    ],
)
def test_a_hostile_path_is_not_found(client, valdorne, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "FOO", "get ", "G" * 1000])
def test_an_unknown_method_is_refused_in_words(client, valdorne, method):
    answer = client.generic(method, "/communes/le-peyrat/")

    assert answer.status_code == 405
    assert "elle ne reçoit rien" in answer.content.decode()
    assert "GET" in answer["Allow"]


def test_a_method_that_only_programs_send_is_refused_in_one_line(client, valdorne):
    answer = client.delete("/communes/le-peyrat/")

    assert (answer.status_code, answer["Content-Type"]) == (405, "text/plain; charset=utf-8")
    assert answer.content.decode() == "Cette adresse ne reçoit pas de requête DELETE.\n"


@pytest.mark.parametrize("host", ["evil.example", "localhost@evil.example", "a" * 5000, "é.example"])
def test_an_unknown_host_is_refused_in_words(client, host):
    answer = client.get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "n’a pas été comprise" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_more_than_a_request_may_hold_is_refused_before_it_is_read(client, settings):
    settings.UPLOAD_MAX_BYTES = 1000

    answer = client.generic("POST", "/comptes/connexion/", b"x" * 1001, content_type="application/octet-stream")

    assert answer.status_code == 413
    assert "trop lourd" in answer.content.decode()
    assert client.generic("POST", "/comptes/connexion/", b"x" * 1000, content_type="text/plain").status_code != 413


def test_a_form_without_its_proof_is_refused_in_words(valdorne):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/comptes/login/", {"login": "a"})

    assert answer.status_code == 403
    assert "Ce formulaire a expiré" in answer.content.decode()


def test_a_failure_is_told_in_words(client, pages):
    client.raise_request_exception = False

    answer = client.get("/broken/")

    assert answer.status_code == 500
    assert "Une panne de notre côté" in answer.content.decode()


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_its_database_the_portal_says_that_it_comes_back(client, monkeypatch, error):
    away = Mock(side_effect=error("connection refused"))
    monkeypatch.setattr("bastide.core.territory.models.PortalSettings.of_request", away)
    client.raise_request_exception = False

    answer = client.get("/recherche/?q=lavoir")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "20"
    assert "Le service revient bientôt" in answer.content.decode()
    assert "connection refused" not in answer.content.decode()
