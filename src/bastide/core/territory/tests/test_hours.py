from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.core.territory.holidays import easter, public_holiday
from bastide.core.territory.hours import DAYS, PARIS, HoursError, Kind, Span, WeeklyHours, open_state

WEEK = {
    "mon": [["08:30", "12:30"]],
    "tue": [["08:30", "12:30"], ["13:30", "17:00"]],
    "sun": [["01:00", "05:00"]],
}


@dataclass
class Closed:
    starts_on: date
    ends_on: date
    reason: str = "congés"


def state(at, *closures, week=WEEK, **options):
    return open_state(WeeklyHours.from_json(week), closures, at, **options)


def paris(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (paris(2026, 11, 24, 9), "Ouvert jusqu’à 12 h 30"),
        (paris(2026, 11, 24, 12, 0), "Ferme bientôt, à 12 h 30"),
        (paris(2026, 11, 24, 12, 30), "Fermé · ouvre aujourd’hui à 13 h 30"),
        (paris(2026, 11, 24, 8, 29), "Fermé · ouvre aujourd’hui à 8 h 30"),
        (paris(2026, 11, 23, 18), "Fermé · ouvre demain à 8 h 30"),
        (paris(2026, 11, 24, 17), "Fermé · ouvre dimanche à 1 h"),
    ],
)
def test_an_office_says_until_or_from_when(at, sentence):
    assert str(state(at)).replace("\u00a0", " ") == sentence


def test_an_office_without_hours_says_that_they_are_not_known():
    unknown = open_state(None, [], paris(2026, 11, 24, 9))

    assert (unknown.kind, str(unknown), unknown.next_opening) == (Kind.UNKNOWN, "Horaires non connus", "")


def test_an_office_that_never_opens_promises_no_opening():
    closed = state(paris(2026, 11, 24, 9), week={})

    assert (closed.kind, str(closed), closed.opens_at) == (Kind.CLOSED, "Fermé", None)


def test_an_exceptional_closure_closes_and_the_next_opening_comes_after_it():
    closure = Closed(date(2026, 11, 24), date(2026, 11, 30))

    closed = state(paris(2026, 11, 24, 9), closure, week={"mon": WEEK["mon"], "tue": WEEK["tue"]})

    assert closed.closure is closure
    assert closed.opens_at == paris(2026, 12, 1, 8, 30)
    assert closed.next_opening.replace("\u00a0", " ") == "mardi 1er décembre à 8 h 30"


def test_a_public_holiday_closes_nothing_but_asks_to_check():
    on_the_day = state(paris(2026, 5, 25, 9))
    before = state(paris(2026, 5, 24, 12))

    assert on_the_day.is_open
    assert on_the_day.warning == "Jour férié (lundi de Pentecôte) : horaires à vérifier"
    assert before.opens_on_holiday == "lundi de Pentecôte"


def test_hours_are_kept_through_the_change_of_clocks_of_spring():
    # On 29 March 2026 two o'clock is three o'clock: from one to five there are three hours.
    early = state(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))

    assert (early.kind, early.closes_at) == (Kind.OPEN, datetime(2026, 3, 29, 3, 0, tzinfo=UTC))
    assert state(datetime(2026, 3, 29, 2, 31, tzinfo=UTC)).closes_soon
    assert not state(datetime(2026, 3, 29, 3, 0, tzinfo=UTC)).is_open


def test_hours_are_kept_through_the_change_of_clocks_of_autumn():
    # On 25 October 2026 three o'clock comes twice: from one to five there are five hours.
    moments = [datetime(2026, 10, 24, 23, 0, tzinfo=UTC) + timedelta(minutes=minutes) for minutes in range(0, 300, 10)]

    assert all(state(moment).is_open for moment in moments)
    assert not state(datetime(2026, 10, 25, 4, 0, tzinfo=UTC)).is_open


def test_an_opening_that_spring_skips_is_an_hour_later_or_never_was():
    midnight = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)

    assert state(midnight, week={"sun": [["02:10", "05:00"]]}).opens_at == paris(2026, 3, 29, 3, 10)
    assert state(midnight, week={"sun": [["02:10", "03:00"]]}).opens_at == paris(2026, 4, 5, 2, 10)


def test_an_overseas_office_keeps_its_own_time():
    noon_in_paris = paris(2026, 11, 24, 12, 30)

    there = state(noon_in_paris, department_code="974")

    assert there.closes_at == datetime(2026, 11, 24, 17, 0, tzinfo=ZoneInfo("Indian/Reunion"))


def test_a_state_holds_until_its_words_change():
    assert state(paris(2026, 11, 24, 9)).holds_until == paris(2026, 11, 24, 12)
    assert state(paris(2026, 11, 24, 12, 10)).holds_until == paris(2026, 11, 24, 12, 30)
    assert state(paris(2026, 11, 24, 18)).holds_until == paris(2026, 11, 25, 0)


@pytest.mark.parametrize(
    ("week", "day", "message"),
    [
        ({"tue": [["12:00", "08:00"]]}, "tue", "doit venir après"),
        ({"tue": [["08:00", "08:00"]]}, "tue", "doit venir après"),
        ({"mon": [["08:00", "12:00"], ["11:00", "13:00"]]}, "mon", "se chevauchent"),
        ({"mon": [["8h", "12:00"]]}, "mon", "n’est pas une heure"),
        ({"mon": [["08:00", "24:30"]]}, "mon", "n’est pas une heure"),
        ({"mon": [["08:00"]]}, "mon", "illisibles"),
        ({"lundi": []}, "", "n’est pas un jour"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_their_day(week, day, message):
    with pytest.raises(HoursError, match=message) as refused:
        WeeklyHours.from_json(week)

    assert refused.value.day == day


def test_openings_that_touch_are_one():
    assert WeeklyHours.from_json({"mon": [["13:00", "17:00"], ["08:00", "13:00"]]}).as_json() == {
        "mon": [["08:00", "17:00"]]
    }


def test_hours_of_the_directory_cover_ranges_of_days():
    week = WeeklyHours.from_reference(
        [
            ["lundi", "mercredi", [["09:00:00", "12:00:00"]]],
            ["mercredi", "mercredi", [["14:00:00", "17:30:00"], ["18:00:00", "09:00:00"]]],
            ["samedi", "", [["10:00:00", "12:00:00"]]],
        ]
    )

    assert week.as_json() == {
        "mon": [["09:00", "12:00"]],
        "tue": [["09:00", "12:00"]],
        "wed": [["09:00", "12:00"], ["14:00", "17:30"]],
        "sat": [["10:00", "12:00"]],
    }
    assert WeeklyHours.from_reference([]) is None


@pytest.mark.parametrize(
    ("day", "department", "name"),
    [
        (date(2026, 4, 6), "24", "lundi de Pâques"),
        (date(2026, 5, 14), "24", "Ascension"),
        (date(2026, 4, 3), "67", "Vendredi saint"),
        (date(2026, 4, 3), "24", ""),
        (date(2026, 12, 26), "57", "Saint-Étienne"),
        (date(2026, 5, 27), "971", "abolition de l’esclavage"),
        (date(2026, 5, 27), "24", ""),
    ],
)
def test_public_holidays_depend_on_the_departement(day, department, name):
    assert public_holiday(day, department) == name


@pytest.mark.parametrize("sunday", [date(1961, 4, 2), date(2000, 4, 23), date(2024, 3, 31), date(2038, 4, 25)])
def test_easter_falls_on_its_sunday(sunday):
    assert easter(sunday.year) == sunday


minutes = st.integers(0, 1440)
spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: Span(*sorted(pair)))
weeks = st.fixed_dictionaries({}, optional={day: st.lists(spans, max_size=1) for day in DAYS}).map(
    lambda week: {day: [span.as_json() for span in each] for day, each in week.items()}
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(weeks)
def test_hours_come_back_from_json_as_they_went(week):
    hours = WeeklyHours.from_json(week)

    assert WeeklyHours.from_json(hours.as_json()) == hours


@given(st.lists(spans, max_size=6))
def test_joined_openings_cover_the_same_minutes_in_order(some):
    ranges = [["lundi", "lundi", [span.as_json() for span in some]]]

    week = WeeklyHours.from_reference(ranges)

    joined = week.spans[0] if week else ()
    assert {m for span in joined for m in range(span.opens, span.closes)} == {
        m for span in some for m in range(span.opens, span.closes)
    }
    assert all(one.closes < other.opens for one, other in pairwise(joined))


@given(weeks, moments)
def test_what_is_said_of_a_moment_agrees_with_the_clock_on_the_wall(week, at):
    found = state(at, week=week)

    here = at.astimezone(PARIS)
    minute = here.hour * 60 + here.minute
    changes_clocks = any(
        (at + timedelta(hours=hours)).astimezone(PARIS).utcoffset() != here.utcoffset() for hours in (-2, 2)
    )
    on_the_wall = any(span.opens <= minute < span.closes for span in WeeklyHours.from_json(week).on(here.date()))
    assert changes_clocks or found.is_open == on_the_wall
    if found.closes_at:
        assert at < found.closes_at <= at + timedelta(hours=25)
    if found.opens_at:
        assert at < found.opens_at <= at + timedelta(days=15)
        assert state(found.opens_at, week=week).is_open
    assert at < found.holds_until
