"""What somebody who is not allowed tries at the door."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from bastide.core.accounts.testing import code_of, enrol_app, sign_in

LOGIN = "/comptes/connexion/"
FORGOTTEN = "/comptes/mot-de-passe/oublie/"
PASSWORD = "mot de passe de test"
ANOTHER = "une autre phrase secrète"
WRITTEN = ("horaires", "coordonnees", "fermetures", "elus", "bandeaux")


def sign_in_by_form(client, user, password=PASSWORD, **fields):
    return client.post(LOGIN, {"login": user.email, "password": password, **fields})


def reset_link(client, user):
    mail.outbox.clear()
    client.post(FORGOTTEN, {"email": user.email})
    (letter,) = mail.outbox
    return re.search(r"https?://[^/]+(/comptes/mot-de-passe/nouveau/\S+)", letter.body).group(1)


def choose(client, link, password=ANOTHER):
    form = client.get(link, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


@pytest.mark.django_db(transaction=True)
def test_a_link_to_a_new_password_serves_once_and_closes_every_session(client, people):
    here = Client()
    sign_in_by_form(here, people.secretary)
    link = reset_link(client, people.secretary)

    first = choose(client, link)
    again = Client().get(link, follow=True)

    assert first.status_code == 302
    assert "n’est plus valable" in again.content.decode()
    assert here.get("/espace/compte/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert sign_in_by_form(Client(), people.secretary, ANOTHER)["Location"] == "/espace/"


@pytest.mark.django_db(transaction=True)
def test_a_new_password_does_not_stand_for_the_second_factor(client, people):
    enrol_app(people.mayor)
    choose(client, reset_link(client, people.mayor))

    answer = sign_in_by_form(client, people.mayor, ANOTHER)

    assert "/comptes/double-verification/code/" in answer["Location"]
    for address in ("/espace/", "/espace/compte/", "/cms/", "/comptes/double-verification/application/"):
        assert client.get(address).status_code in {302, 404}, address
        assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_the_link_of_one_person_opens_no_other_account(client, people):
    link = reset_link(client, people.neighbour)
    number, _, key = link.rstrip("/").rpartition("/")[2].partition("-")
    mine = reset_link(client, people.secretary).rstrip("/").rpartition("/")[2].partition("-")[0]

    forged = client.get(f"/comptes/mot-de-passe/nouveau/{mine}-{key}/", follow=True)

    assert number != mine
    assert "n’est plus valable" in forged.content.decode()


def test_a_forged_host_does_not_enter_the_letter(client, people):
    answer = client.post(FORGOTTEN, {"email": people.secretary.email}, headers={"host": "piege.example"})
    forwarded = client.post(FORGOTTEN, {"email": people.secretary.email}, headers={"x-forwarded-host": "piege.example"})

    assert answer.status_code == 400
    assert forwarded.status_code == 302
    assert all("piege.example" not in letter.body for letter in mail.outbox)


def test_the_session_of_before_is_not_the_session_of_after(client, people):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = client.cookies["bastide_session"].value if "bastide_session" in client.cookies else session.session_key
    client.cookies["bastide_session"] = before

    sign_in_by_form(client, people.secretary)

    assert client.cookies["bastide_session"].value != before
    assert UserSession.objects.get().session_key != before


def test_a_session_that_was_closed_does_not_come_back_with_its_cookie(client, people):
    sign_in_by_form(client, people.secretary)
    cookie = client.cookies["bastide_session"].value
    client.post("/comptes/deconnexion/")
    thief = Client()
    thief.cookies["bastide_session"] = cookie

    assert thief.get("/espace/compte/").status_code == 302


@pytest.mark.parametrize(
    "where",
    ["//piege.example/", r"/\piege.example", "https:piege.example", "javascript:alert(1)", "\thttps://p.example"],
)
def test_no_way_in_leads_to_another_host(people, where):
    enrol_app(people.mayor)
    by_password, by_code = Client(), Client()

    first = sign_in_by_form(by_password, people.secretary, next=where)
    sign_in_by_form(by_code, people.mayor, next=where)
    second = by_code.post(
        "/comptes/double-verification/code/", {"code": "000000", "next": where}, query_params={"next": where}
    )
    out = by_password.post("/comptes/deconnexion/", {"next": where})

    assert first["Location"] == "/espace/"
    assert second.headers.get("Location", "/") in {"/", "/espace/"}
    assert out["Location"] == "/"


def test_no_form_sent_from_elsewhere_is_taken(people):
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, people.secretary)

    for address in (
        "/espace/compte/nom/",
        "/comptes/deconnexion/",
        "/comptes/mot-de-passe/",
        "/espace/compte/sessions/fermer/",
    ):
        assert strict.post(address, {"first_name": "Autre"}).status_code == 403, address


def test_a_code_of_one_person_does_not_serve_another(people):
    secret = enrol_app(people.mayor)
    enrol_app(people.pole)
    client = Client()
    sign_in_by_form(client, people.pole)

    answer = client.post("/comptes/double-verification/code/", {"code": code_of(secret)})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


HOSTILE = [
    "a" * 10_000,
    "\x00",
    "'; DROP TABLE",
    "{{ 7*7 }}",
    "<script>",
    "=cmd|' /C calc'!A0",
    "\r\nBcc: x@y.example",
    "9" * 400,
    "-1",
    "2026-02-31",
]
SCREENS = {
    None: (LOGIN, FORGOTTEN),
    "secretary": (
        "/espace/compte/",
        "/espace/compte/nom/",
        "/comptes/mot-de-passe/",
        *(f"/espace/organismes/commune-valbrune/{each}/" for each in WRITTEN),
    ),
    "pole": ("/espace/personnes/", "/espace/personnes/inviter/", "/espace/personnes/liste/"),
}


@pytest.mark.parametrize("who", SCREENS)
def test_hostile_text_in_every_field_is_refused_without_a_failure(client, people, who):
    if who:
        sign_in(client, getattr(people, who))
    for address in SCREENS[who]:
        page = client.get(address)
        assert page.status_code == 200, address
        fields = set(re.findall(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"', page.content.decode()))
        assert fields, address

        for text in HOSTILE:
            answer = client.post(address, dict.fromkeys(fields, text))
            again = client.get(address, dict.fromkeys([*fields, "page", "q"], text))

            assert (answer.status_code < 500, again.status_code < 500) == (True, True), (address, text[:20])
    assert mail.outbox == []


@pytest.mark.parametrize(
    "address",
    [
        f"/comptes/invitation/{'a' * 5_000}/",
        "/comptes/invitation/%00/",
        "/comptes/mot-de-passe/nouveau/1-%00/",
        "/comptes/mot-de-passe/nouveau/zzzzzzzzzzzzzzzzzzzzzzzzz-abc/",
        "/espace/personnes/99999999999999999999999/",
        "/documents/99999999999999999999999/a.pdf",
        "/_util/authenticate_with_password/99999999999999999999/1/",
    ],
)
def test_a_hostile_address_is_not_found_without_a_failure(client, people, address):
    sign_in(client, people.pole)

    assert client.get(address).status_code in {200, 302, 404, 405}
    assert client.post(address).status_code in {200, 302, 403, 404, 405}
