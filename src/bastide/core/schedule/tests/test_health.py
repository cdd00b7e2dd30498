from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from bastide.core.schedule import actions, health
from bastide.core.schedule.models import PeriodicRun
from bastide.kit.health.registry import Level
from bastide.kit.tasks import health as tasks_health

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def job(status, *, enqueued_at, path="bastide.core.schedule.tasks.beat", **fields):
    made = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path=path,
        backend_name="default",
        run_after=datetime(9999, 1, 1, tzinfo=UTC),
        exception_class_path="",
        traceback="",
        **fields,
    )
    DBTaskResult.objects.filter(pk=made.pk).update(enqueued_at=enqueued_at)


@pytest.fixture
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def test_a_clock_that_never_beat_or_stopped_is_bad():
    assert health.clock(NOON).level is Level.BAD

    run = PeriodicRun.objects.create(name="mail.send", due_at=NOON, ran_at=NOON - timedelta(minutes=2))
    assert health.clock(NOON).level is Level.GOOD

    run.ran_at = NOON - timedelta(hours=2)
    run.save()
    assert health.clock(NOON).level is Level.BAD


def test_work_that_fails_again_and_again_is_told_once_it_is_not_an_accident():
    run = PeriodicRun.objects.create(name="mail.send", due_at=NOON, last_error="OSError: no route", attempts=1)
    assert health.periodic_work(NOON).level is Level.GOOD

    run.attempts = 3
    run.save()
    assert "Envoi des courriels" in health.periodic_work(NOON).sentence


def test_a_job_that_nobody_takes_shows_that_the_worker_is_gone(queue):
    job("READY", enqueued_at=NOON - timedelta(minutes=2))
    job("SUCCESSFUL", enqueued_at=NOON, finished_at=NOON)
    assert tasks_health.worker(NOON).level is Level.GOOD

    assert tasks_health.worker(NOON + timedelta(minutes=20)).level is Level.BAD


def test_jobs_that_ended_long_ago_are_forgotten_and_no_other():
    job("SUCCESSFUL", enqueued_at=NOON, finished_at=NOON - timedelta(days=8))
    job("SUCCESSFUL", enqueued_at=NOON, finished_at=NOON)
    job("READY", enqueued_at=NOON - timedelta(days=30))
    # Its worker was killed eight days ago, and nobody will ever end it.
    job("RUNNING", enqueued_at=NOON, started_at=NOON - timedelta(days=8))
    job("RUNNING", enqueued_at=NOON, started_at=NOON - timedelta(days=1))

    assert actions.forget_jobs(before=NOON - timedelta(days=7)) == 2
    assert DBTaskResult.objects.count() == 3


def test_jobs_that_failed_are_named_for_a_day_those_of_a_version_that_is_gone_too(queue):
    job("SUCCESSFUL", enqueued_at=NOON, finished_at=NOON)
    job("FAILED", enqueued_at=NOON, finished_at=NOON - timedelta(days=2))
    job("RUNNING", enqueued_at=NOON, started_at=NOON - timedelta(minutes=5))
    assert tasks_health.jobs(NOON).level is Level.GOOD

    job("FAILED", enqueued_at=NOON, finished_at=NOON - timedelta(hours=2), path="bastide.gone.tasks.old_work")
    job("RUNNING", enqueued_at=NOON, started_at=NOON - timedelta(hours=7))

    found = tasks_health.jobs(NOON)
    assert found.level is Level.WARNING
    assert "2 travaux" in found.sentence
    assert "beat, old_work" in found.sentence
