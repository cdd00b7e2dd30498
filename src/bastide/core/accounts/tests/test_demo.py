from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from bastide.core.accounts import demo
from bastide.core.accounts.clockwork import hand_over
from bastide.core.accounts.models import Attempt, FactorReset, Membership, Role, User
from bastide.core.accounts.retention import left, never_used
from bastide.core.accounts.testing import code_of, make_person
from bastide.core.retention import actions as retention
from bastide.core.territory.models import Commune, PortalSettings


@pytest.fixture
def bergeracois(valdorne):
    """The invented communes under the codes that the demonstration looks for."""
    Commune.objects.filter(pk=valdorne.valbrune.pk).update(insee_code="24274")
    Commune.objects.filter(pk=valdorne.le_peyrat.pk).update(insee_code="24167")
    return valdorne


def load():
    told = []
    demo.load(told.append)
    return told


def test_the_demonstration_brings_its_people_once(bergeracois):
    load()
    first = set(User.objects.values_list("email", flat=True))
    load()

    assert first == set(User.objects.values_list("email", flat=True))
    assert {"secretaire@demo.example", "maire@demo.example", "pole@demo.example", "voisin@demo.example"} <= first
    assert all(email.endswith("@demo.example") for email in first)
    assert Membership.objects.get(user__email="maire@demo.example").role == Role.SIGNATORY


def test_its_people_enter_with_what_the_command_prints(bergeracois, capsys):
    load()
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    client = Client()

    client.post("/comptes/connexion/", {"login": "maire@demo.example", "password": demo.PASSWORD})
    client.post("/comptes/double-verification/code/", {"code": code_of(demo.TOTP_SECRET)})

    assert demo.PASSWORD in printed
    assert demo.TOTP_SECRET in printed
    assert client.get("/espace/compte/").status_code == 200


def test_elsewhere_than_on_a_demonstration_nobody_is_invented_nor_listed(bergeracois, capsys):
    settings = PortalSettings.load()
    settings.is_demonstration = False
    settings.save()

    load()
    call_command("demo_accounts")

    assert not User.objects.exists()
    assert not Authenticator.objects.exists()
    assert capsys.readouterr().out == ""


def test_the_first_person_of_the_pole_is_invited_by_a_command(valdorne, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("invite_staff", "nora@pole.example", "Nora", "Bastier")

    assert mail.outbox[0].to == ["nora@pole.example"]
    assert User.objects.get().holds([Role.POLE_STAFF])
    with pytest.raises(CommandError, match="is of the team since"):
        call_command("invite_staff", "nora@pole.example", "Nora", "Bastier")
    with pytest.raises(CommandError, match="À retirer"):
        call_command("invite_staff", "autre@pole.example", "<b>", "Bastier")


def test_departures_are_handed_over_by_the_clock(people, valdorne):
    today = timezone.localdate()
    place = people.pole.memberships.get()
    Membership.objects.filter(pk=place.pk).update(ends_on=today, successor=people.secretary)
    told = []

    for day in (0, 1, 2):
        hand_over(timezone.now() + timedelta(days=day), told.append)

    assert [line.split(" ")[0] for line in told] == ["0", "1", "0"]
    place.refresh_from_db()
    assert place.handed_over_at is not None


def test_an_account_never_used_goes_after_a_year(people, valdorne):
    now = timezone.now()
    User.objects.exclude(pk=people.secretary.pk).update(last_login=now)

    assert not never_used(now - timedelta(days=1)).exists()
    assert list(never_used(now + timedelta(days=1))) == [people.secretary]


def test_who_left_is_forgotten_after_three_years_and_who_is_there_never(people):
    now = timezone.now()
    User.objects.update(last_login=now, date_joined=now)

    assert not left(now - timedelta(days=1)).exists()
    assert list(left(now + timedelta(days=1))) == [people.leaver]


def test_the_purge_leaves_no_name_of_who_left(people, valdorne):
    now = timezone.now()
    User.objects.update(last_login=now, date_joined=now)
    FactorReset.objects.create(
        user=people.secretary, check_made="in_person", note="venue avec Mme Durand", reset_at=now
    )
    Attempt.objects.create(pk="0" * 64, count=1, ends_at=now)
    stays = make_person("reste@valbrune.example", valdorne.valbrune.organisation, last_login=now)

    retention.purge(at=now + timedelta(days=3 * 365 + 1), say=lambda line: None)

    assert not User.objects.filter(pk=people.leaver.pk).exists()
    assert User.objects.filter(pk=stays.pk).exists()
    assert not FactorReset.objects.exists()
    assert not Attempt.objects.exists()
