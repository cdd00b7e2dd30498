"""A town hall at one moment. Tuesday 24 November 2026; hours: see `core.territory.testing.WEEK_HOURS`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bastide.core.territory.models import Correction, ExceptionalClosure
from bastide.residents.portal.town_hall import TownHall, next_change

PARIS = ZoneInfo("Europe/Paris")


def tuesday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=PARIS)


@pytest.fixture
def office(valdorne):
    return valdorne.valbrune.organisation.office


@pytest.mark.parametrize(
    ("at", "status", "word", "note"),
    [
        (tuesday(9), "open", "Ouvert", "jusqu’à 12\u00a0h\u00a030"),
        (tuesday(12, 10), "soon", "Ferme bientôt", "à 12\u00a0h\u00a030"),
        (tuesday(13), "closed", "Fermé", "ouvre aujourd’hui à 13\u00a0h\u00a030"),
        (tuesday(18), "closed", "Fermé", "ouvre jeudi à 8\u00a0h\u00a030"),
    ],
)
def test_a_town_hall_says_whether_it_is_open_and_until_or_from_when(office, at, status, word, note):
    hall = TownHall(office, at)

    assert (hall.status, hall.status_word, hall.status_note) == (status, word, note)


def test_unknown_hours_are_neither_open_nor_closed(office):
    office.hours = None
    office.save()

    hall = TownHall(office, tuesday(9))

    assert (hall.status, hall.status_word, hall.hours_rows) == ("", "Horaires non connus", [])


def test_the_week_has_seven_days_and_marks_today(office):
    rows = TownHall(office, tuesday(9)).hours_rows

    assert [name for name, _spans, is_today in rows if is_today] == ["Mardi"]
    assert rows[1] == ("Mardi", ["8\u00a0h\u00a030 – 12\u00a0h\u00a030", "13\u00a0h\u00a030 – 17\u00a0h"], True)
    assert rows[6] == ("Dimanche", [], False)


def test_a_correction_by_the_town_hall_is_what_is_shown(office):
    made_at = timezone.now()
    Correction.objects.create(office=office, field="hours", value={"wed": [["09:00", "11:00"]]}, made_at=made_at)

    hall = TownHall(office, tuesday(9))

    assert hall.status_note == "ouvre demain à 9\u00a0h"
    assert hall.hours_verified_at == made_at


def test_a_closure_that_begins_soon_is_announced_and_a_far_one_is_not(office):
    near = ExceptionalClosure.objects.create(office=office, starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 28))
    ExceptionalClosure.objects.create(office=office, starts_on=date(2027, 8, 1), ends_on=date(2027, 8, 15))

    assert TownHall(office, tuesday(9)).coming_closures == [near]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (tuesday(9), tuesday(12, 0)),  # Half an hour before closing it "closes soon".
        (tuesday(12, 10), tuesday(12, 30)),
        (tuesday(13), tuesday(13, 30)),
        (tuesday(18), datetime(2026, 11, 25, tzinfo=PARIS)),  # "Jeudi" becomes "demain" at midnight.
    ],
)
def test_what_is_said_holds_until_the_state_or_the_day_changes(office, at, until):
    assert next_change(at, [TownHall(office, at).state]) == until
