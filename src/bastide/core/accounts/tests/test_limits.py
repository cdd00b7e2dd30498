from datetime import UTC, datetime, timedelta

import pytest

from bastide.core.accounts import limits
from bastide.core.accounts.models import Attempt
from bastide.kit.tasks.testing import processes_on_this_database

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEW = limits.Limit("few", 3, timedelta(minutes=5))

GUESSER = """
import sys
from datetime import UTC, datetime, timedelta
from bastide.core.accounts import limits
limit, passed = limits.Limit("guess", 100, timedelta(hours=1)), 0
for number in range(100):
    try:
        limits.spend(limit, "secretariat@valbrune.example", at=datetime(2026, 3, 2, 12, tzinfo=UTC))
        passed += 1
    except limits.TooManyTries:
        pass
print(passed)
"""


def tries(times, at=NOON, subject="a@b.example"):
    for _number in range(times):
        limits.spend(FEW, subject, at=at)


def test_the_limit_holds_until_its_window_ends_and_says_when(db):
    tries(3)

    with pytest.raises(limits.TooManyTries) as refusal:
        tries(1, at=NOON + timedelta(minutes=4))
    assert refusal.value.until == NOON + timedelta(minutes=5)
    tries(3, at=NOON + timedelta(minutes=5))


def test_subjects_and_limits_are_counted_apart_and_letters_are_the_same(db):
    tries(3, subject="A@B.example")
    tries(3, subject="c@b.example")
    limits.spend(limits.PASSWORD, "a@b.example", at=NOON)

    with pytest.raises(limits.TooManyTries):
        tries(1, subject="a@b.example")


def test_nobody_can_be_read_from_the_counts(db):
    tries(1, subject="secretariat@valbrune.example")

    assert "valbrune" not in Attempt.objects.get().pk


def test_counts_that_are_over_go_by_themselves(db):
    tries(1, subject="a@b.example")
    tries(1, subject="c@b.example", at=NOON + timedelta(hours=1))

    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC), "3\u00a0h"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "2\u00a0h"),
        (datetime(2026, 7, 1, 6, 30, tzinfo=UTC), "8\u00a0h\u00a030"),
    ],
)
def test_the_hour_that_is_said_is_the_one_of_the_clock_on_the_wall(moment, said):
    assert limits.hour_of(moment) == said


@pytest.mark.django_db(transaction=True)
def test_the_limit_counts_over_all_processes(tmp_path, monkeypatch):
    processes = processes_on_this_database(tmp_path, monkeypatch)

    guessers = [processes.start(GUESSER) for _number in range(3)]
    passed = [int(guesser.communicate(timeout=90)[0]) for guesser in guessers]

    assert sum(passed) == 100
    assert [guesser.returncode for guesser in guessers] == [0, 0, 0]
