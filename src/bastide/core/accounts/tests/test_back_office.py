"""Wagtail behind our door."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from wagtail.models import GroupPagePermission

from bastide.core.accounts import actions
from bastide.core.accounts.models import Membership, Role, User
from bastide.core.accounts.testing import code_of, enrol_app, sign_in
from bastide.core.accounts.tests.test_memberships import NOON

PASSWORD = "mot de passe de test"


@pytest.fixture
def with_groups(people):
    for user in (people.pole, people.webmaster):
        actions.refresh_groups(user=user, at=NOON)
    return people


@pytest.mark.parametrize("who", ["pole", "webmaster"])
def test_the_pole_and_webmasters_enter_with_a_second_factor(client, with_groups, who):
    sign_in(client, getattr(with_groups, who))

    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("screen", ["images/add/", "documents/add/"])
def test_the_pole_adds_pictures_and_documents(client, with_groups, screen):
    sign_in(client, with_groups.pole)

    assert client.get(f"/cms/{screen}").status_code == 200


def test_a_webmaster_without_second_factor_is_led_to_enrol_one(client, with_groups):
    sign_in(client, with_groups.webmaster, second_factor=False)

    assert client.get("/espace/compte/").status_code == 200
    assert client.get("/cms/")["Location"] == "/comptes/double-verification/?next=%2Fcms%2F"


@pytest.mark.parametrize("who", ["secretary", "mayor", "councillor", "neighbour", "leaver"])
def test_nobody_else_enters(client, with_groups, who):
    sign_in(client, getattr(with_groups, who))

    assert client.get("/cms/").status_code == 403


def test_a_superuser_without_a_place_does_not_enter(client, people):
    sign_in(client, User.objects.create_superuser("racine@pole.example", PASSWORD))

    assert client.get("/cms/").status_code == 403


def test_a_webmaster_whose_place_ended_does_not_enter_whatever_the_group_says(client, with_groups):
    sign_in(client, with_groups.webmaster)
    Membership.objects.filter(user=with_groups.webmaster).update(ends_on=NOON.date())

    assert with_groups.webmaster.groups.exists()
    assert client.get("/cms/").status_code == 403


@pytest.mark.parametrize("door", ["/cms/login/", "/_util/login/"])
def test_wagtail_s_own_doors_sign_nobody_in(with_groups, door):
    secret = enrol_app(with_groups.webmaster)
    client = Client()

    led = client.get(door)
    sent = client.post(door, {"username": with_groups.webmaster.email, "password": PASSWORD})

    assert led["Location"] == "/comptes/connexion/"
    assert sent.status_code == 405
    assert "_auth_user_id" not in client.session
    client.post("/comptes/connexion/", {"login": with_groups.webmaster.email, "password": PASSWORD})
    assert client.get("/cms/").status_code == 302
    client.post("/comptes/double-verification/code/", {"code": code_of(secret)})
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("/cms/password_reset/", "/comptes/mot-de-passe/oublie/"),
        ("/cms/account/", "/espace/compte/"),
        ("/cms/account/change_password/", "/espace/compte/"),
        ("/cms/users/", "/espace/personnes/"),
        ("/cms/users/add/", "/espace/personnes/"),
    ],
)
def test_wagtail_s_own_accounts_lead_to_ours(client, with_groups, address, ours):
    sign_in(client, with_groups.pole)

    assert client.get(address)["Location"] == ours


def test_one_row_opens_the_whole_tree_to_the_pole(with_groups):
    (group,) = with_groups.pole.groups.all()

    pages = set(GroupPagePermission.objects.filter(group=group).values_list("page__depth", flat=True))
    assert pages == {1}


def test_the_group_follows_the_places(people, valdorne):
    place = actions.start_membership(
        user=people.secretary,
        organisation=valdorne.valbrune.organisation,
        role=Role.WEBMASTER,
        starts_on=NOON.date(),
        by=people.pole,
        at=NOON,
    )
    assert [group.name for group in people.secretary.groups.all()] == ["Webmestres"]

    yesterday = NOON.date().replace(day=1)
    actions.end_membership(membership=place, ends_on=yesterday, by=people.pole, at=NOON)

    assert not people.secretary.groups.exists()


def test_a_signatory_removes_a_key_only_when_another_stays(client, people):
    keys = [
        Authenticator.objects.create(user=people.mayor, type="webauthn", data={"name": name, "credential": {}})
        for name in ("bureau", "téléphone")
    ]
    client.post("/comptes/connexion/", {"login": people.mayor.email, "password": PASSWORD})
    sign_in(client, people.mayor)
    client.post("/comptes/confirmer/", {"password": PASSWORD})

    first = client.post(f"/comptes/double-verification/cles/{keys[0].pk}/retirer/")
    second = client.post(f"/comptes/double-verification/cles/{keys[1].pk}/retirer/", follow=True)

    assert first.status_code == 302
    assert "ajoutez d’abord un autre moyen" in second.content.decode()
    assert [each.pk for each in Authenticator.objects.filter(user=people.mayor)] == [keys[1].pk]
