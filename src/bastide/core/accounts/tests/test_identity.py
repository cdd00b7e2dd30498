"""Sign-in by an identity provider, and everything it may say that must not be believed."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from bastide.core.accounts.models import User
from bastide.core.accounts.testing import enrol_app
from bastide.core.journal.models import JournalLine

from .fake_identity import fake_identity, settings_for

LEAVE = "/comptes/identite/"


@pytest.fixture
def provider(people, settings):
    with fake_identity(sub="abc", email=people.secretary.email.upper(), given_name="Claire") as fake:
        settings.SOCIALACCOUNT_PROVIDERS = settings_for(fake)
        yield fake


def come_back(client, provider, **changes):
    """Leave for the provider and come back with what it gave, changed if asked."""
    left = client.get(LEAVE)
    assert left.status_code == 302
    query = {name: values[0] for name, values in parse_qs(urlsplit(left["Location"]).query).items()}
    back = urlsplit(provider.authorize(query))
    given = {name: values[0] for name, values in parse_qs(back.query).items()} | changes
    return client.get(back.path, given)


def is_inside(client):
    return client.get("/espace/compte/").status_code == 200


@pytest.mark.parametrize("answers_json", [False, True])
def test_a_known_person_enters_by_their_identity(client, people, provider, answers_json):
    provider.answers_json = answers_json

    answer = come_back(client, provider)

    assert answer["Location"] == "/espace/"
    assert is_inside(client)
    tied = SocialAccount.objects.get()
    assert (tied.user, tied.uid) == (people.secretary, "abc")
    assert JournalLine.objects.latest("number").verb == "accounts.identity_tied"


def test_once_tied_the_identity_counts_and_not_the_address(people, provider):
    come_back(Client(), provider)
    provider.about["email"] = people.neighbour.email
    client = Client()

    come_back(client, provider)

    assert client.get("/espace/compte/").context["user"] == people.secretary
    assert SocialAccount.objects.count() == 1


def test_an_unknown_person_is_told_to_ask_and_no_account_is_made(client, people, provider):
    provider.about["email"] = "personne@valbrune.example"
    before = User.objects.count()

    answer = come_back(client, provider)

    assert "ne connaissons pas cette adresse" in answer.content.decode()
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()
    assert not is_inside(client)


@pytest.mark.parametrize("email_verified", [False, "true", None])
def test_an_address_that_the_provider_does_not_vouch_for_opens_nothing(client, provider, email_verified):
    provider.about["email_verified"] = email_verified

    come_back(client, provider)

    assert not is_inside(client)


def test_a_closed_account_does_not_open(client, people, provider):
    User.objects.filter(pk=people.secretary.pk).update(is_active=False)

    come_back(client, provider)

    assert not is_inside(client)


def test_the_second_factor_is_still_asked(client, people, provider):
    enrol_app(people.mayor)
    provider.about["email"] = people.mayor.email

    answer = come_back(client, provider)

    assert answer["Location"] == "/comptes/double-verification/code/"
    assert not is_inside(client)


@pytest.mark.parametrize(
    "twist",
    [
        "another nonce",
        "no nonce",
        "expired",
        "no identity token",
        "configuration of another issuer",
        "answer about somebody else",
        *(
            f"{where} {what}"
            for where in ("id_token", "answer")
            for what in (
                "for another audience",
                "of another issuer",
                "without signature",
                "signed with the public key as a secret",
                "with a forged signature",
                "with an unknown key",
            )
        ),
    ],
)
def test_whatever_the_provider_does_wrong_nobody_enters(client, provider, twist):
    provider.twist = twist

    answer = client.get(LEAVE) if "configuration" in twist else come_back(client, provider)

    assert answer.status_code in (200, 401)
    assert "n’a pas abouti" in answer.content.decode()
    assert not SocialAccount.objects.exists()
    assert not is_inside(client)


def test_a_provider_that_is_down_is_said_in_a_page(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["identity"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"

    answer = client.get(LEAVE)

    assert "n’a pas abouti" in answer.content.decode()


@pytest.mark.parametrize("changes", [{"state": "forged"}, {"state": ""}, {"error": "server_error"}])
def test_coming_back_with_a_forged_state_or_an_error_opens_nothing(client, provider, changes):
    come_back(client, provider, **changes)

    assert not is_inside(client)


def test_the_way_back_of_one_browser_does_not_open_another(provider):
    left, other = Client(), Client()
    query = {k: v[0] for k, v in parse_qs(urlsplit(left.get(LEAVE)["Location"]).query).items()}
    back = urlsplit(provider.authorize(query))

    other.get(f"{back.path}?{back.query}")

    assert not is_inside(other)


def test_the_way_back_serves_once(client, provider):
    query = {k: v[0] for k, v in parse_qs(urlsplit(client.get(LEAVE)["Location"]).query).items()}
    back = provider.authorize(query)
    client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")
    client.post("/comptes/deconnexion/")

    client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")

    assert not is_inside(client)


def test_nothing_in_the_address_changes_what_is_asked_of_the_provider(client, provider):
    left = client.get(LEAVE, {"scope": "admin", "auth_params": "nonce=mine&prompt=none", "process": "redirect"})

    query = parse_qs(urlsplit(left["Location"]).query)
    assert set(query["scope"][0].split()) == {"openid", "email"}
    assert query["nonce"] != ["mine"]
    assert "prompt" not in query
    assert query["code_challenge_method"] == ["S256"]


def test_giving_up_at_the_provider_leads_to_a_plain_page(client, provider):
    answer = come_back(client, provider, error="access_denied")

    assert answer["Location"] == "/comptes/identite/abandon/"
    assert client.get(answer["Location"]).status_code == 200


def test_without_a_key_nothing_is_shown_and_nothing_answers(client, people):
    page = client.get("/comptes/connexion/").content.decode()

    assert "ProConnect" not in page
    assert client.get(LEAVE).status_code == 404
    assert client.get("/comptes/identite/retour/").status_code == 404


def test_with_a_key_the_sign_in_page_offers_it(client, provider):
    page = client.get("/comptes/connexion/").content.decode()

    assert "S’identifier avec ProConnect" in page
    assert f'href="{LEAVE}' in page
