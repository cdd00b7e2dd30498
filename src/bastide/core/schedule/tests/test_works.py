"""The pôle's list of what runs by the clock, and running one now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.schedule import actions, queries
from bastide.core.schedule.models import PeriodicRun

PAGE = "/espace/travaux/"


def a_run(**fields):
    return PeriodicRun.objects.create(**{"name": "mail.send", "due_at": timezone.now() + timedelta(hours=1)} | fields)


def test_what_failed_comes_first_with_its_error(client, valdorne, people):
    a_run(name="accounts.handover", ran_at=timezone.now())
    a_run(last_error="OperationalError: database is locked")
    sign_in(client, people.pole)

    page = client.get(PAGE).content.decode()

    assert "database is locked" in page
    assert page.index("Envoi des courriels") < page.index("Reprise après un départ")
    assert queries.failed_count() == 1


def test_a_work_that_the_clock_forgot_says_so(client, valdorne, people):
    a_run(due_at=timezone.now() - timedelta(hours=2))
    sign_in(client, people.pole)

    assert "En attente depuis longtemps" in client.get(PAGE).content.decode()


def test_a_work_runs_at_the_next_tick_when_asked(client, valdorne, people):
    run = a_run()
    sign_in(client, people.pole)

    client.post(f"{PAGE}{run.pk}/lancer/")
    outcome = actions.tick(clock=timezone.now, say=lambda line: None)

    assert "mail.send" in outcome.ran
    assert "Envoi des courriels" in JournalLine.objects.get(verb="schedule.asked").sentence


def test_a_work_that_runs_is_left_alone(valdorne, people):
    at = timezone.now()
    run = a_run(state=PeriodicRun.State.LEASED, leased_until=at + timedelta(minutes=5))

    with pytest.raises(actions.RunningNow):
        actions.run_soon(run=run, by=people.pole, at=at)


def test_the_list_costs_one_query(valdorne, django_assert_num_queries):
    a_run()
    a_run(name="accounts.handover")

    with django_assert_num_queries(1):
        assert len(queries.works(timezone.now())) == 2


def test_who_is_not_of_the_pole_runs_nothing(client, valdorne, people):
    run = a_run()
    sign_in(client, people.secretary)

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}{run.pk}/lancer/").status_code == 403
