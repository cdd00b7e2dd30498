from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from bastide.core.accounts.models import Membership, Role, User
from bastide.core.accounts.testing import make_person
from bastide.core.territory.models import Organisation


def names(bodies):
    return sorted(body.slug for body in bodies)


@pytest.mark.parametrize(
    ("who", "sees", "manages"),
    [
        ("secretary", ["commune-valbrune"], ["commune-valbrune"]),
        ("mayor", ["commune-valbrune"], ["commune-valbrune"]),
        ("councillor", ["commune-valbrune"], []),
        ("webmaster", ["commune-valbrune"], []),
        ("neighbour", ["commune-le-peyrat"], ["commune-le-peyrat"]),
        ("leaver", [], []),
    ],
)
def test_each_role_sees_its_own_body_and_some_change_it(people, who, sees, manages):
    user = getattr(people, who)

    assert names(Organisation.objects.visible_to(user)) == sees
    assert names(Organisation.objects.managed_by(user)) == manages


def test_the_pole_manages_every_body_of_its_territory_and_none_of_another(people, valdorne):
    elsewhere = Organisation.objects.create(kind="commune", name="Ailleurs", slug="ailleurs")

    managed = Organisation.objects.managed_by(people.pole)

    assert managed.count() == Organisation.objects.filter(territory=valdorne.territory).count() == 5
    assert elsewhere not in managed


def test_a_body_without_territory_does_not_open_the_others_without_territory(people):
    one = Organisation.objects.create(kind="pole", name="Sans territoire", slug="sans-territoire")
    Organisation.objects.create(kind="commune", name="Ailleurs", slug="ailleurs")
    staff = make_person("equipe@ailleurs.example", one, Role.POLE_STAFF)

    assert names(Organisation.objects.managed_by(staff)) == ["sans-territoire"]


def test_a_stranger_a_closed_account_and_a_superuser_without_membership_see_nothing(people):
    root = User.objects.create_superuser("racine@pole.example", "mot de passe de test")
    people.secretary.is_active = False

    for user in (AnonymousUser(), people.secretary, root):
        assert not Organisation.objects.visible_to(user).exists()
        assert not Organisation.objects.managed_by(user).exists()
        assert not Organisation.objects.overseen_by(user).exists()


def test_two_roles_and_two_bodies_add_up_without_doubles(people, valdorne):
    for body, role in ((valdorne.valbrune, Role.SIGNATORY), (valdorne.eyrenne, Role.ELECTED)):
        Membership.objects.create(
            user=people.secretary, organisation=body.organisation, role=role, starts_on=date(2026, 1, 1)
        )

    assert names(Organisation.objects.visible_to(people.secretary)) == ["commune-eyrenne", "commune-valbrune"]
    assert names(Organisation.objects.managed_by(people.secretary)) == ["commune-valbrune"]
    assert names(Organisation.objects.held_by(people.secretary, [Role.ELECTED])) == ["commune-eyrenne"]


def test_what_one_sees_takes_one_query(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(Organisation.objects.visible_to(people.pole))


def test_only_the_pole_looks_after_accounts(people):
    assert set(User.objects.managed_by(people.pole)) == set(User.objects.all())
    assert not User.objects.managed_by(people.mayor).exists()
    assert not User.objects.managed_by(AnonymousUser()).exists()


def test_one_sees_the_people_of_ones_own_body_past_and_present(people):
    seen = User.objects.visible_to(people.secretary)

    assert people.leaver in seen
    assert people.mayor in seen
    assert people.neighbour not in seen


@pytest.mark.parametrize(("who", "strong"), [("mayor", True), ("pole", True), ("secretary", False), ("leaver", False)])
def test_a_second_factor_is_asked_of_signatories_and_of_the_pole(people, who, strong):
    assert getattr(people, who).needs_second_factor() is strong


@pytest.mark.parametrize(
    "name",
    ["Anne-Marie", "D’Artagnan", "O'Brien", "Jean de La Croix", "Łukasz", "François Xavier", "M. Dupont", "Noël"],
)
def test_names_people_have_are_accepted(name):
    user = User(email="a@b.example", first_name=name, last_name=name, password="x")

    user.clean_fields(exclude=["password"])


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "Cliquez https://piege.example",
        "Cliquez sur piege.example",
        "Jean\u202egnp.exe",
        "Jean\x00",
        "Jean\nBcc: a@b.example",
        "=cmd|'/c calc'!A1",
        "A" * 81,
        "Jean 3",
    ],
)
def test_names_that_carry_something_else_are_refused(name):
    user = User(email="a@b.example", first_name=name, password="x")

    with pytest.raises(ValidationError) as refusal:
        user.clean_fields(exclude=["password"])

    assert list(refusal.value.message_dict) == ["first_name"]
