"""Signing in: password, second factor, limits, sessions."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.utils import timezone

from bastide.core.accounts import health, limits
from bastide.core.accounts.models import Attempt, User
from bastide.core.accounts.testing import code_of, enrol_app, sign_in
from bastide.kit.health.registry import Level

LOGIN = "/comptes/connexion/"
PASSWORD = "mot de passe de test"


def sign_in_by_form(client, user, password=PASSWORD, **fields):
    return client.post(LOGIN, {"login": user.email, "password": password, **fields})


def test_an_agent_enters_with_address_and_password(client, people):
    page = client.get(LOGIN)
    answer = sign_in_by_form(client, people.secretary)

    assert page.status_code == 200
    assert "Se connecter" in page.content.decode()
    assert (answer.status_code, answer["Location"]) == (302, "/espace/")
    assert client.get("/espace/compte/").status_code == 200
    assert UserSession.objects.get().user == people.secretary


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, people):
    def words(email):
        answer = client.post(LOGIN, {"login": email, "password": "un autre mot de passe"})
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, text.replace(email, "")

    assert words(people.secretary.email) == words("personne@valbrune.example")


def test_nobody_signs_up(client, db):
    for address in ("/comptes/signup/", "/comptes/inscription/", "/accounts/signup/", "/comptes/3rdparty/signup/"):
        assert client.get(address).status_code == 404
    assert not User.objects.exists()


def test_a_closed_account_does_not_enter(client, people):
    User.objects.filter(pk=people.secretary.pk).update(is_active=False)

    answer = sign_in_by_form(client, people.secretary)

    assert answer["Location"] == "/comptes/ferme/"
    assert "_auth_user_id" not in client.session


def test_one_is_led_back_where_one_wanted_to_go_but_never_to_another_host(client, people):
    first = client.get("/espace/compte/sessions/")
    inside = sign_in_by_form(Client(), people.secretary, next="/espace/compte/sessions/")
    outside = sign_in_by_form(Client(), people.secretary, next="https://piege.example/")

    assert first["Location"] == "/comptes/connexion/?next=%2Fespace%2Fcompte%2Fsessions%2F"
    assert inside["Location"] == "/espace/compte/sessions/"
    assert outside["Location"] == "/espace/"


@pytest.mark.parametrize("who", ["mayor", "pole"])
def test_who_needs_a_second_factor_reaches_nothing_before_enrolling_one(client, people, who):
    sign_in_by_form(client, getattr(people, who))

    for address in ("/espace/compte/", "/espace/personnes/", "/cms/", "/comptes/mot-de-passe/", LOGIN):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/comptes/double-verification/"), address
    assert "protégez votre accès" in client.get("/comptes/double-verification/").content.decode()
    assert client.get("/comptes/double-verification/codes-de-secours/").status_code == 302


def test_elsewhere_who_did_not_enrol_is_a_stranger(client, people, valdorne):
    sign_in_by_form(client, people.mayor)

    page = client.get("/communes/valbrune/")

    assert page.status_code == 200
    assert page.wsgi_request.user.is_anonymous
    assert not client.get("/communes/valbrune/", headers={"accept": "text/html"}).wsgi_request.user.is_authenticated


@pytest.mark.django_db(transaction=True)
def test_enrolling_an_application_opens_the_door_and_gives_recovery_codes(client, people):
    sign_in_by_form(client, people.mayor)

    page = client.get("/comptes/double-verification/application/")
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/comptes/double-verification/application/", {"code": code_of(secret)})

    assert page.status_code == 200
    assert answer["Location"] == "/comptes/double-verification/codes-de-secours/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get(answer["Location"]).content.decode())
    assert len(set(codes)) == 10
    assert client.get("/espace/compte/").status_code == 200
    assert [message.to for message in mail.outbox] == [[people.mayor.email]]


def test_the_secret_of_the_application_is_sealed_in_the_database(people):
    secret = enrol_app(people.mayor)

    kept = Authenticator.objects.get().data["secret"]

    assert secret not in kept
    assert len(kept) > 2 * len(secret)


def test_a_code_is_asked_at_each_sign_in_and_serves_once(people):
    secret = enrol_app(people.mayor)
    code = code_of(secret)

    def enter_with(code):
        client = Client()
        first = sign_in_by_form(client, people.mayor)
        assert first["Location"] == "/comptes/double-verification/code/"
        assert client.get("/espace/compte/").status_code == 302
        return client, client.post("/comptes/double-verification/code/", {"code": code})

    client, answer = enter_with(code)
    _other, replayed = enter_with(code)

    assert (answer.status_code, answer["Location"]) == (302, "/espace/")
    assert client.get("/espace/compte/").status_code == 200
    assert replayed.status_code == 200
    assert "pas le bon" in replayed.content.decode()


def test_a_recovery_code_replaces_the_telephone_once(people):
    enrol_app(people.mayor)
    code = RecoveryCodes.activate(people.mayor).generate_codes()[0]
    outcomes = []
    for _attempt in range(2):
        client = Client()
        sign_in_by_form(client, people.mayor)
        outcomes.append(client.post("/comptes/double-verification/code/", {"code": code}).status_code)

    assert outcomes == [302, 200]


def test_a_session_older_than_the_factor_must_show_it(client, people):
    client.force_login(people.mayor)
    secret = enrol_app(people.mayor)

    held = client.get("/espace/compte/")
    removal = client.get("/comptes/double-verification/application/retirer/")
    shown = client.post("/comptes/double-verification/confirmer/?next=/espace/compte/", {"code": code_of(secret)})

    assert held["Location"] == "/comptes/double-verification/confirmer/?next=%2Fespace%2Fcompte%2F"
    assert removal["Location"].startswith("/comptes/double-verification/confirmer/")
    assert shown["Location"] == "/espace/compte/"
    assert client.get("/espace/compte/").status_code == 200


def test_the_last_factor_of_a_signatory_cannot_be_removed(client, people):
    enrol_app(people.mayor)
    sign_in_by_form(client, people.mayor)
    sign_in(client, people.mayor)

    client.post("/comptes/confirmer/", {"password": PASSWORD})
    client.post("/comptes/double-verification/application/retirer/")

    assert Authenticator.objects.filter(user=people.mayor, type="totp").exists()


def test_the_forged_cookie_of_a_session_opens_nothing(client, people):
    client.cookies["bastide_session"] = "a" * 32

    assert client.get("/espace/compte/")["Location"].startswith(LOGIN)


def test_a_session_that_claims_another_person_s_proof_is_held(client, people):
    client.force_login(people.mayor)
    session = client.session
    session["accounts_factor_proved_by"] = people.pole.pk
    session.save()

    assert client.get("/espace/compte/")["Location"].startswith("/comptes/double-verification/")


def test_wrong_passwords_are_counted_by_account_until_the_hour_that_is_said(client, people, settings):
    def attempt(password, ip="192.0.2.1"):
        return Client(REMOTE_ADDR=ip).post(LOGIN, {"login": people.secretary.email.upper(), "password": password})

    for number in range(limits.PASSWORD.tries):
        attempt("faux", ip=f"192.0.2.{number}")

    refused = attempt(PASSWORD)
    assert refused.status_code == 200
    assert f"jusqu’à {limits.hour_of(Attempt.objects.order_by('-count').first().ends_at)}" in refused.content.decode()
    Attempt.objects.update(ends_at=timezone.now())
    assert attempt(PASSWORD).status_code == 302


def test_a_right_password_takes_back_its_own_try_only(people):
    for _number in range(3):
        sign_in_by_form(Client(), people.secretary, password="faux")
    for _number in range(20):
        sign_in_by_form(Client(), people.secretary)

    key = limits._key(limits.PASSWORD, people.secretary.email)
    assert Attempt.objects.get(pk=key).count == 3


def test_too_many_forms_of_one_network_get_a_page_that_says_until_when(people, monkeypatch):
    monkeypatch.setattr(limits, "DOOR", limits.Limit("door", 3, timedelta(minutes=15)))

    def status(ip, n):
        return Client(REMOTE_ADDR=ip).post(LOGIN, {"login": f"{n}@valbrune.example", "password": "faux"})

    answers = [status("2001:db8:1:2::1", n) for n in range(3)]
    refused = status("2001:db8:1:2:ffff::9", 4)

    assert {answer.status_code for answer in answers} == {200}
    assert refused.status_code == 429
    assert "Trop d’essais" in refused.content.decode()
    assert 0 < int(refused["Retry-After"]) <= 900
    assert status("2001:db8:1:3::1", 5).status_code == 200
    assert Client(REMOTE_ADDR="2001:db8:1:2::1").get(LOGIN).status_code == 200


def test_wrong_codes_are_counted_by_account(people):
    secret = enrol_app(people.mayor)
    for _number in range(limits.CODE.tries):
        client = Client()
        sign_in_by_form(client, people.mayor)
        client.post("/comptes/double-verification/code/", {"code": "000000"})

    client = Client()
    sign_in_by_form(client, people.mayor)
    refused = client.post("/comptes/double-verification/code/", {"code": code_of(secret)})

    assert "Trop d’essais" in refused.content.decode()
    assert client.get("/espace/compte/").status_code == 302


def test_a_lost_password_is_chosen_again_by_mail_and_opens_a_locked_account(client, people):
    for _number in range(limits.PASSWORD.tries):
        sign_in_by_form(Client(), people.secretary, password="faux")

    asked = client.post("/comptes/mot-de-passe/oublie/", {"email": people.secretary.email})
    link = re.search(r"http://testserver(/comptes/mot-de-passe/nouveau/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    new = "une phrase assez longue"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert asked["Location"] == "/comptes/mot-de-passe/envoye/"
    assert done["Location"] == "/comptes/mot-de-passe/change/"
    assert sign_in_by_form(Client(), people.secretary, password=new)["Location"] == "/espace/"
    again = Client().get(link, follow=True)
    assert "plus valable" in again.content.decode()


def test_the_mail_of_a_lost_password_speaks_as_its_reader_does(client, people):
    User.objects.filter(pk=people.secretary.pk).update(language="en")

    client.post("/comptes/mot-de-passe/oublie/", {"email": people.secretary.email})

    assert "Choose a new password" in mail.outbox[0].subject
    assert "choose a new password" in mail.outbox[0].body


def test_an_unknown_address_gets_no_mail_and_the_same_page(client, people):
    answer = client.post("/comptes/mot-de-passe/oublie/", {"email": "personne@valbrune.example"})

    assert answer["Location"] == "/comptes/mot-de-passe/envoye/"
    assert mail.outbox == []


def test_reset_mails_to_one_address_are_few(client, people):
    for _number in range(limits.RESET.tries + 2):
        answer = client.post("/comptes/mot-de-passe/oublie/", {"email": people.secretary.email})

    assert answer.status_code == 200
    assert "déjà partis" in answer.content.decode()
    assert len(mail.outbox) == limits.RESET.tries


@pytest.mark.parametrize("address", [LOGIN, "/comptes/mot-de-passe/oublie/"])
def test_a_form_of_ten_megabytes_is_refused(client, db, address):
    answer = client.post(address, {"login": "a@b.example", "password": "x" * 10_000_000, "email": "a@b.example"})

    assert answer.status_code in (400, 413)


@pytest.mark.parametrize(
    "login", ["a\x00@b.example", "x" * 9000 + "@b.example", "' OR 1=1 --", "\ud83d", "<b>@b.example"]
)
def test_hostile_addresses_are_answered_by_the_form(client, db, login):
    form = urlencode({"login": login, "password": "x"}, errors="surrogatepass")

    answer = client.post(LOGIN, form, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert "<b>@" not in answer.content.decode()


def test_after_the_secret_key_was_changed_the_door_and_the_doctor_say_what_to_do(client, people, settings):
    secret = enrol_app(people.mayor)
    assert health.second_factors(timezone.now()).level is Level.GOOD
    former, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 50

    sign_in_by_form(client, people.mayor)
    answer = client.post("/comptes/double-verification/code/", {"code": code_of(secret)}, follow=True)

    assert answer.status_code == 200
    assert "ne s’ouvre plus" in answer.content.decode()
    assert client.get("/espace/compte/").status_code == 302
    assert health.second_factors(timezone.now()).level is Level.BAD
    settings.SECRET_KEY_FALLBACKS = [former]
    assert health.second_factors(timezone.now()).level is Level.GOOD
