import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from bastide.core.accounts import actions
from bastide.core.accounts.models import Invitation, Role, User
from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine

NEW_PASSWORD = "les vignes en novembre"


@pytest.fixture
def invite(people, valdorne, django_capture_on_commit_callbacks):
    def invite(email="nadia@eyrenne.example", role=Role.AGENT, organisation=None, by=people.pole):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.invite(
                email=email,
                first_name="Nadia",
                last_name="Roque",
                organisation=organisation or valdorne.eyrenne.organisation,
                role=role,
                by=by,
                at=timezone.now(),
            )

    return invite


def link_of(message):
    return re.search(r"http://localhost:8000(/comptes/invitation/\S+/)", message.body)[1]


def accept(link, password=NEW_PASSWORD):
    client = Client()
    opened = client.get(link)
    if opened.status_code != 302:
        return client, opened
    return client, client.post(opened["Location"], {"password": password})


def test_an_invited_person_enters_by_the_link_of_the_mail(invite):
    user = invite()

    (message,) = mail.outbox
    client, entered = accept(link_of(message))

    assert message.to == ["nadia@eyrenne.example"]
    assert len(message.alternatives) == 1
    assert entered["Location"] == "/espace/"
    page = client.get("/espace/compte/").content.decode()
    assert "Nadia Roque" in page
    assert "Commune d’Eyrenne" in page
    assert EmailAddress.objects.get(user=user).verified
    assert list(JournalLine.objects.order_by("number").values_list("verb", flat=True)) == [
        "accounts.created",
        "accounts.membership_started",
        "accounts.invited",
        "accounts.entered",
    ]


def test_an_invited_signatory_is_led_to_enrol_a_second_factor(invite):
    invite(role=Role.SIGNATORY)

    client, _entered = accept(link_of(mail.outbox[0]))

    assert client.get("/espace/compte/")["Location"].startswith("/comptes/double-verification/")
    assert client.get("/comptes/double-verification/application/").status_code == 200


def test_a_link_serves_once(invite):
    user = invite()
    link = link_of(mail.outbox[0])
    accept(link)

    _client, again = accept(link, "une autre phrase assez longue")

    assert again.status_code == 410
    assert "déjà servi" in again.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_two_windows_with_the_same_link_let_one_in(invite):
    invite()
    link = link_of(mail.outbox[0])
    windows = [Client(), Client()]
    for window in windows:
        window.get(link)

    answers = [window.post("/comptes/invitation/", {"password": NEW_PASSWORD}) for window in windows]

    assert [answer.status_code for answer in answers] == [302, 410]


def test_opening_the_link_without_choosing_a_password_uses_nothing(invite):
    invite()
    link = link_of(mail.outbox[0])
    for _scanner in range(3):
        Client().get(link, follow=True)

    assert accept(link)[1].status_code == 302


def test_a_link_expires(invite):
    invite()
    Invitation.objects.update(expires_at=timezone.now())

    refused = Client().get(link_of(mail.outbox[0]))

    assert refused.status_code == 410
    assert "trop longtemps" in refused.content.decode()


@pytest.mark.parametrize("forged", ["1-" + "0" * 43, "zzzzzzzzzzzzzzz-" + "a" * 43, "1", "-", "é-é", "1-" + "a" * 4000])
def test_a_forged_token_opens_nothing(client, invite, forged):
    invite()

    assert client.get(f"/comptes/invitation/{forged}/").status_code == 404
    assert client.get("/comptes/invitation/").status_code == 404


def test_the_token_of_one_invitation_does_not_open_another(invite):
    invite()
    invite("autre@eyrenne.example")
    first, second = (link_of(message).split("/")[-2] for message in mail.outbox)

    swapped = f"{second.split('-')[0]}-{first.split('-')[1]}"

    assert Client().get(f"/comptes/invitation/{swapped}/").status_code == 404


def test_the_database_alone_does_not_give_the_link(invite, settings):
    invite()
    invitation = Invitation.objects.get()
    settings.SECRET_KEY = "another installation"

    assert invitation.token not in link_of(mail.outbox[0])


@pytest.mark.parametrize("password", ["court", "123456789012", "nadia@eyrenne.example"])
def test_a_weak_password_is_refused_and_the_link_still_works(invite, password):
    invite()
    link = link_of(mail.outbox[0])

    _client, refused = accept(link, password)

    assert refused.status_code == 200
    assert accept(link)[1].status_code == 302


def test_a_new_link_stops_the_former_one(invite, people, django_capture_on_commit_callbacks):
    user = invite()
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite_again(user=user, by=people.pole, at=timezone.now())
    former, new = (link_of(message) for message in mail.outbox)

    assert "plus récent" in Client().get(former).content.decode()
    assert accept(new)[1].status_code == 302


def test_a_cancelled_invitation_opens_nothing_and_takes_the_place_back(invite, people):
    user = invite()

    actions.cancel_invitation(user=user, by=people.pole, at=timezone.now())

    assert Client().get(link_of(mail.outbox[0])).status_code == 410
    assert not user.memberships.in_force().exists()


def test_who_signed_in_is_neither_invited_again_nor_cancelled(invite, people):
    user = invite()
    accept(link_of(mail.outbox[0]))

    for action in (actions.invite_again, actions.cancel_invitation):
        with pytest.raises(actions.AlreadySignedIn):
            action(user=user, by=people.pole, at=timezone.now())
    assert user.memberships.in_force().exists()


def test_inviting_a_person_who_is_known_adds_a_place_and_keeps_their_name(invite, people, valdorne):
    User.objects.filter(pk=people.secretary.pk).update(last_login=timezone.now())

    known = invite(people.secretary.email.upper())

    assert known == people.secretary
    assert known.first_name == "Camille"
    assert known.memberships.in_force().count() == 2
    assert "un rôle de plus" in mail.outbox[0].body
    assert not Invitation.objects.exists()


def test_only_the_pole_of_the_territory_invites(invite, people):
    for actor in (people.secretary, people.mayor, people.leaver):
        with pytest.raises(actions.NotYours):
            invite(by=actor)

    assert mail.outbox == []
    assert not User.objects.filter(email="nadia@eyrenne.example").exists()


def test_an_invitation_that_fails_sends_nothing(people, valdorne, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValidationError):
        actions.invite(
            email="nadia@eyrenne.example",
            first_name="Nadia\r\nBcc: tous@valbrune.example",
            last_name="Roque",
            organisation=valdorne.eyrenne.organisation,
            role=Role.AGENT,
            by=people.pole,
            at=timezone.now(),
        )

    assert mail.outbox == []
    assert not User.objects.filter(email="nadia@eyrenne.example").exists()


def test_accepting_signs_out_whoever_used_the_browser(invite, people):
    invite()
    client = sign_in(Client(), people.secretary)
    opened = client.get(link_of(mail.outbox[0]))

    client.post(opened["Location"], {"password": NEW_PASSWORD})

    assert "Nadia Roque" in client.get("/espace/compte/").content.decode()


def test_what_waited_for_somebody_who_left_passes_on_after_the_last_day(invite, people, valdorne):
    invite()
    today = timezone.localdate()
    colleague = User.objects.create_user("collegue@pole.example")
    place = people.pole.memberships.get()
    actions.end_membership(membership=place, ends_on=today, successor=colleague, by=people.pole, at=timezone.now())

    same_day = actions.hand_over_after_departure(membership=place, at=timezone.now())
    tomorrow = timezone.now() + timedelta(days=1)
    moved = [actions.hand_over_after_departure(membership=place, at=tomorrow) for _run in range(2)]

    assert (same_day, moved) == (0, [1, 0])
    assert Invitation.objects.get().sent_by == colleague
