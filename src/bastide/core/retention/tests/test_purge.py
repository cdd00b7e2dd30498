from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.exceptions import FieldDoesNotExist
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bastide.core.accounts.testing import make_person
from bastide.core.journal.models import JournalLine
from bastide.core.journal.queries import lines_for
from bastide.core.journal.testing import declare_test_verb, make_line
from bastide.core.mail import actions as mail
from bastide.core.mail.models import Mail
from bastide.core.retention import actions, queries
from bastide.core.retention.registry import How, Rule, rules

User = get_user_model()
NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
YEARS = timedelta(days=365)


def silent(line: str) -> None:
    pass


def make_session(age: timedelta) -> None:
    Session.objects.create(session_key=f"k{age}"[:40], session_data="x", expire_date=NOW - age)


def make_device(age: timedelta) -> None:
    device = UserSession.objects.create(user=User.objects.first(), ip="192.0.2.7", session_key=f"k{age}"[:40])
    UserSession.objects.filter(pk=device.pk).update(last_seen_at=NOW - age)


def make_task(age: timedelta) -> None:
    DBTaskResult.objects.create(
        status="SUCCESSFUL",
        finished_at=NOW - age,
        args_kwargs={"args": ["Camille"]},
        task_path="x",
        backend_name="default",
        run_after=NOW,
    )


def make_lost_task(age: timedelta) -> None:
    DBTaskResult.objects.create(
        status="RUNNING",
        started_at=NOW - age,
        args_kwargs={"args": ["Camille"]},
        task_path="x",
        backend_name="default",
        run_after=NOW,
    )


def make_sent_mail(age: timedelta) -> None:
    kept = mail.keep(message=EmailMessage("Bonjour", "Camille", to=["camille@valbrune.example"]), at=NOW - age)
    Mail.objects.filter(pk=kept.pk).update(state="done", done_at=NOW - age)


def make_given_up_mail(age: timedelta) -> None:
    kept = mail.keep(message=EmailMessage("Bonjour", "Camille", to=["camille@valbrune.example"]), at=NOW - age)
    Mail.objects.filter(pk=kept.pk).update(state="failed")


def make_signed_line(age: timedelta) -> None:
    make_line(by=User.objects.first(), number_of_minutes=minutes_of(age))


def make_line_about_somebody(age: timedelta) -> None:
    make_line(target=User.objects.first(), number_of_minutes=minutes_of(age))


def minutes_of(age: timedelta) -> int:
    return (NOW - age - datetime(2026, 11, 24, 11, tzinfo=UTC)) // timedelta(minutes=1)


MAKERS = {
    "sessions.expired": [make_session],
    "usersessions.seen": [make_device],
    "tasks.finished": [make_task, make_lost_task],
    "mail.sent": [make_sent_mail],
    "mail.given_up": [make_given_up_mail],
    "journal.actors": [make_signed_line],
    "journal.people": [make_line_about_somebody],
}
PAIRS = [(name, maker) for name, makers in MAKERS.items() for maker in makers]


@pytest.fixture
def somebody(db):
    declare_test_verb()
    return make_person("camille@valbrune.example", date_joined=NOW)


@pytest.mark.parametrize(("name", "maker"), PAIRS)
def test_a_row_goes_the_moment_its_time_is_over_and_not_before(somebody, name, maker):
    rule = rules[name]
    delay = timedelta(days=rule.days)
    maker(delay - timedelta(minutes=2))
    maker(delay + timedelta(minutes=2))

    outcome = actions.purge(at=NOW, say=silent)

    assert (outcome.erased[name], outcome.failed) == (1, [])
    assert rule.expired(NOW + timedelta(days=1)).count() == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ages=st.lists(st.integers(0, 8 * 365 * 24), min_size=1, max_size=6),
    moved=st.integers(0, 6 * 365),
)
def test_however_far_the_clock_moves_nothing_past_its_time_remains(somebody, ages, moved):
    """Whatever was made when: after a purge no row holds personal data for longer than its rule says."""
    at = NOW + timedelta(days=moved)
    with transaction.atomic():
        for number, hours in enumerate(ages):
            for _name, maker in PAIRS:
                maker(timedelta(hours=hours, seconds=number))

        outcome = actions.purge(at=at, say=silent)

        left = queries.waiting(at=at)
        old_names = JournalLine.objects.before(at - 3 * YEARS).exclude(actor_label="", actor_salt="").count()
        transaction.set_rollback(True)

    assert outcome.failed == []
    assert set(left.values()) == {0}
    assert old_names == 0


def test_every_rule_of_this_app_is_tried_here(db):
    ours = {name for name, _rule in rules if rules.origin_of(name).module == "bastide.core.retention.retention"}

    assert ours == set(MAKERS)


def test_each_rule_names_fields_that_exist():
    for name, rule in rules:
        for field in rule.fields:
            try:
                rule.model_class._meta.get_field(field)
            except FieldDoesNotExist:
                pytest.fail(f"{name} names {rule.model}.{field}, which does not exist")


def test_more_rows_than_a_batch_all_go_and_each_batch_leaves_a_line(somebody, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 3)
    for minute in range(8):
        make_session(timedelta(days=1, minutes=minute))

    outcome = actions.purge(at=NOW, say=silent)

    assert outcome.erased["sessions.expired"] == 8
    assert [line.data["count"] for line in lines_for().lines] == [2, 3, 3]
    assert (
        lines_for()
        .lines[0]
        .sentence.startswith("Le portail a effacé des données arrivées à terme : connexions terminées (2)")
    )


def test_purging_again_erases_nothing_and_writes_nothing(somebody):
    make_session(timedelta(days=1))
    actions.purge(at=NOW, say=silent)

    again = actions.purge(at=NOW, say=silent)

    assert set(again.erased.values()) == {0}
    assert JournalLine.objects.count() == 1


def plug(monkeypatch, name, **fields):
    monkeypatch.setattr(rules, "_plugs", dict(rules._plugs))
    plain = {
        "title": "Essai",
        "model": "sessions.Session",
        "fields": {"session_data": "compte connecté"},
        "purpose": "Essayer",
        "legal_basis": "Aucune",
        "after": "l’essai",
        "days": 0,
        "how": How.DELETE,
        "expired": lambda before: Session.objects.filter(expire_date__lt=before),
    }
    rules.plug(name, Rule(**plain | fields))


def test_a_rule_that_fails_is_told_and_keeps_no_other_from_running(somebody, monkeypatch):
    def refuse(rows, at):
        raise OSError("no")

    monkeypatch.setattr(rules, "_plugs", {})
    plug(monkeypatch, "test.broken", erase=refuse)
    plug(monkeypatch, "test.whole")
    make_session(timedelta(days=1))

    outcome = actions.purge(at=NOW, say=silent)

    assert (outcome.failed, outcome.erased["test.whole"]) == (["test.broken"], 1)


def test_a_rule_that_erases_nothing_does_not_run_for_ever(somebody, monkeypatch):
    monkeypatch.setattr(rules, "_plugs", {})
    plug(monkeypatch, "test.endless", erase=lambda rows, at: None)
    make_session(timedelta(days=1))

    assert actions.purge(at=NOW, say=silent).failed == ["test.endless"]


def test_a_blanking_rule_writes_over_its_fields(somebody, monkeypatch):
    monkeypatch.setattr(rules, "_plugs", {})
    plug(
        monkeypatch,
        "test.blank",
        how=How.BLANK,
        blank={"session_data": ""},
        expired=lambda before: Session.objects.filter(expire_date__lt=before).exclude(session_data=""),
    )
    make_session(timedelta(days=1))

    actions.purge(at=NOW, say=silent)

    assert Session.objects.get().session_data == ""


def test_a_blanking_rule_must_say_what_it_writes(monkeypatch):
    with pytest.raises(ValueError, match="session_data"):
        plug(monkeypatch, "test.blank", how=How.BLANK)


def test_a_dry_run_counts_and_erases_nothing(somebody, capsys):
    Session.objects.create(session_key="k", session_data="x", expire_date=timezone.now() - timedelta(days=1))

    call_command("purge", "--dry-run")

    assert "sessions.expired: 1\n" in capsys.readouterr().out
    assert Session.objects.count() == 1


def test_the_command_erases_and_counts(somebody, capsys):
    Session.objects.create(session_key="k", session_data="x", expire_date=timezone.now() - timedelta(days=1))

    call_command("purge")

    assert "1 rows erased." in capsys.readouterr().out
    assert not Session.objects.exists()


def test_the_command_exits_with_an_error_when_a_rule_fails(somebody, monkeypatch):
    monkeypatch.setattr(rules, "_plugs", {})
    plug(monkeypatch, "test.endless", erase=lambda rows, at: None)
    Session.objects.create(session_key="k", session_data="x", expire_date=timezone.now() - timedelta(days=1))

    with pytest.raises(CommandError, match=r"test\.endless"):
        call_command("purge")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "aucun délai"), (1, "1 jour"), (30, "30 jours"), (180, "6 mois"), (365, "1 an"), (1095, "3 ans")],
)
def test_a_delay_is_told_in_words(monkeypatch, days, words):
    plug(monkeypatch, "test.delay", days=days)

    assert rules["test.delay"].delay == words


def test_the_privacy_page_gets_every_rule_in_french_without_a_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        told = {rule.name: rule for rule in queries.rules()}

    sent = told["mail.sent"]
    assert set(told) == {name for name, _rule in rules}
    assert (sent.title, sent.delay, sent.after, sent.how) == ("Courriels envoyés", "30 jours", "l’envoi", "supprimées")
    assert sent.data == ("destinataires", "objet", "message")
