import json
import logging
import re
import sys

import pytest

from bastide.kit.http import logs, request_number

pytestmark = pytest.mark.django_db
NUMBER = r"[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}"


def record_of(message, *args, **more):
    record = logging.LogRecord("bastide.test", logging.WARNING, "f.py", 1, message, args, None)
    vars(record).update(more)
    return record


def test_each_answer_carries_its_own_short_number(client, valdorne):
    numbers = [client.get(path)["X-Request-ID"] for path in ("/communes/le-peyrat/", "/communes/le-peyrat/", "/rien/")]

    assert all(re.fullmatch(NUMBER, number) for number in numbers)
    assert len(set(numbers)) == 3
    assert request_number.current() == ""


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/", "GET", {"host": "evil.example"}, 400),
        ("/espace/courriels/", "GET", {}, 403),
        ("/nulle-part/", "GET", {}, 404),
        ("/communes/le-peyrat/", "TRACE", {}, 405),
        ("/broken/", "GET", {}, 500),
    ],
)
def test_an_error_page_gives_the_number_that_the_log_gives(
    client, pages, valdorne, caplog, path, method, headers, status, people_of_valdorne
):
    client.raise_request_exception = False
    if status == 403:
        client.force_login(people_of_valdorne)

    answer = client.generic(method, path, headers=headers)

    number = answer["X-Request-ID"]
    assert answer.status_code == status
    assert (
        f"donnez ce numéro\N{NO-BREAK SPACE}: <strong data-request-number>{number}</strong>" in answer.content.decode()
    )
    assert any(f"{status} {method}" in line.getMessage() for line in caplog.records if line.name == "bastide.request")


@pytest.fixture
def people_of_valdorne(django_user_model):
    return django_user_model.objects.create_user("camille@example.org", "mot de passe")


def test_too_many_tries_give_a_number_too(client, rf):
    from django.template.loader import render_to_string

    middleware = request_number.RequestNumberMiddleware(lambda request: _answer(render_to_string("429.html"), 429))
    answer = middleware(rf.get("/comptes/connexion/"))

    assert answer["X-Request-ID"] in answer.content.decode()


def _answer(body, status):
    from django.http import HttpResponse

    return HttpResponse(body, status=status)


def test_no_page_of_the_cache_keeps_the_number_of_who_asked_first(client, pages):
    first, second = client.get("/plain/"), client.get("/plain/")

    assert pages.made["plain"] == 1
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert first["X-Request-ID"].encode() not in second.content


def test_an_error_that_a_view_offered_is_not_kept(client, pages):
    client.get("/missing/")
    client.get("/missing/")

    assert pages.made["missing"] == 2


@pytest.mark.parametrize("given", ["abcd-1234", "0af7651916cd43dd8448eb211c80319c"])
def test_the_number_of_a_trusted_proxy_is_kept(client, settings, given):
    assert client.get("/nulle-part/", headers={"x-request-id": given})["X-Request-ID"] != given

    settings.REQUEST_NUMBER_HEADER = "X-Request-ID"
    client.handler.load_middleware()

    assert client.get("/nulle-part/", headers={"x-request-id": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a", "x" * 65, "a b c d", "abcd\nefgh", "<b>abcd</b>", "éééé"])
def test_what_is_no_number_is_not_taken_even_from_a_trusted_proxy(client, settings, given):
    settings.REQUEST_NUMBER_HEADER = "X-Request-ID"

    number = client.get("/nulle-part/", headers={"x-request-id": given})["X-Request-ID"]

    assert re.fullmatch(NUMBER, number)


def test_the_log_tells_neither_what_was_searched_nor_what_opens_an_invitation(client, caplog):
    caplog.set_level(logging.INFO, logger="bastide.request")

    client.get("/recherche/?q=dupont")
    client.get("/comptes/invitation/le-lien-secret/?x=dupont")

    said = "\n".join(line.getMessage() for line in caplog.records if line.name == "bastide.request")
    assert "GET /recherche/ " in said
    assert "GET /comptes/invitation/…/ " in said
    assert "dupont" not in said


def test_a_line_for_machines_is_one_json_object_with_the_number_and_without_mail_addresses():
    try:
        raise ValueError("Key (email)=(lea.martin@example.org) already exists")
    except ValueError:
        error = sys.exc_info()
    record = record_of("sent to %s", "lea.martin@example.org", number="ABCD-EFGH", exc_info=error, status=500)
    record.path = "/annuaire/lea.martin@example.org/"

    line = logs.JsonFormatter().format(record)

    said = json.loads(line)
    assert "\n" not in line
    assert said["request"] == "ABCD-EFGH"
    assert said["status"] == 500
    assert "martin" not in line
    assert "Traceback" in said["exception"]


def test_a_line_for_people_names_the_request_first():
    formatter = logs.LineFormatter("{levelname} {name}{bracketed} {message}", style="{")

    assert formatter.format(record_of("hello", number="ABCD-EFGH")) == "WARNING bastide.test [ABCD-EFGH] hello"
    assert formatter.format(record_of("hello", number="")) == "WARNING bastide.test hello"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Internal Server Error: /recherche/?q=dupont&page=2", "Internal Server Error: /recherche/?…"),
        ("Key (email)=(a@b.fr) already exists.", "Key (email)=(…) already exists."),
        ("Quoi ? Rien.", "Quoi ? Rien."),
    ],
)
def test_what_an_exception_quotes_is_taken_out(text, kept):
    assert logs.without_personal_data(text) == kept
