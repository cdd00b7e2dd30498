"""The pôle's list of mails that did not leave, and sending one again."""

import pytest
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.backup.registry import restored
from bastide.core.journal.models import JournalLine
from bastide.core.mail import actions, health
from bastide.core.mail.models import Mail
from bastide.kit.health.registry import Level

PAGE = "/espace/courriels/abandonnes/"


def a_mail(**fields):
    now = timezone.now()
    given = {"state": Mail.State.FAILED, "last_error": "SMTPRecipientsRefused", "attempts": 16, "due_at": now}
    given |= {"asked_at": now, "sender": "portail@valdorne.example", "recipients": ["camille@valbrune.example"]}
    given |= {"subject": "Votre accès", "content": b"Subject: x\n\nle lien secret"}
    return Mail.objects.create(**given | fields)


def test_the_pole_reads_who_got_nothing_and_why_but_not_what_was_written(client, valdorne, people):
    a_mail()
    a_mail(state=Mail.State.DONE, subject="Parti")
    sign_in(client, people.pole)

    page = client.get(PAGE).content.decode()

    assert "Votre accès" in page
    assert "camille@valbrune.example" in page
    assert "a refusé l’adresse" in page
    assert "Parti" not in page
    assert "le lien secret" not in page


def test_a_mail_is_sent_again_from_its_list_and_the_journal_says_who_asked(client, valdorne, people, settings):
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    mail = a_mail()
    sign_in(client, people.pole)

    answer = client.post(f"{PAGE}{mail.pk}/renvoyer/", follow=True)
    actions.send_due(clock=timezone.now)

    mail.refresh_from_db()
    assert "repart dans la minute" in answer.content.decode()
    assert mail.state == Mail.State.DONE
    line = JournalLine.objects.get(verb="mail.asked_again")
    assert line.actor_id == people.pole.pk
    assert "camille" not in line.target_label


def test_a_mail_that_left_is_not_sent_twice(client, valdorne, people):
    mail = a_mail(state=Mail.State.DONE)
    sign_in(client, people.pole)

    answer = client.post(f"{PAGE}{mail.pk}/renvoyer/", follow=True)

    mail.refresh_from_db()
    assert mail.state == Mail.State.DONE
    assert "il n’y a rien à faire" in answer.content.decode()
    with pytest.raises(actions.NotGivenUp):
        actions.send_again(mail=mail, by=people.pole, at=timezone.now())


def test_who_is_not_of_the_pole_sees_no_mail(client, valdorne, people):
    sign_in(client, people.secretary)

    assert client.get(PAGE).status_code == 403


def test_the_pole_is_told_on_its_start_page(client, valdorne, people):
    a_mail()
    sign_in(client, people.pole)

    page = client.get(f"/espace/organismes/{valdorne.pole.slug}/").content.decode()

    assert "courriel n’est pas parti" in page
    assert PAGE in page


def test_what_waited_in_a_backup_may_leave_for_the_second_time_and_says_so(db, settings):
    settings.MAIL_TRANSPORT_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    now = timezone.now()
    a_mail(state=Mail.State.DUE, attempts=0)
    a_mail(state=Mail.State.DONE)

    said = restored["mail.waiting"].settle(now)
    actions.send_due(clock=timezone.now)

    assert "1 courriel attendait" in said
    assert list(Mail.objects.order_by("pk").values_list("may_be_twice", flat=True)) == [True, False]
    assert restored["mail.waiting"].settle(now) == ""


def test_the_doctor_counts_the_mails_that_were_given_up(db):
    now = timezone.now()
    assert health.backlog(now).level is Level.GOOD
    a_mail()

    assert "1 courriel a été abandonné" in health.backlog(now).sentence
