from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bastide.core.figures.queries import disagreements, read
from bastide.core.figures.registry import Period
from bastide.core.territory.models import Commune, Correction, Office, Source

PARIS = ZoneInfo("Europe/Paris")
LOADED = datetime(2026, 3, 1, 12, tzinfo=PARIS)
TODAY = date(2026, 11, 24)


@pytest.fixture
def territory(valdorne):
    for slug in ("communes", "offices"):
        Source.objects.create(slug=slug, title=slug, producer="x", licence="x", version="1", loaded_at=LOADED)
    return valdorne


def correct(office, *, field="phone", value="05", made_at, withdrawn_at=None) -> None:
    Correction.objects.create(office=office, field=field, value=value, made_at=made_at, withdrawn_at=withdrawn_at)


def test_communes_have_a_council_and_parts_of_communes_do_not_count(territory):
    assert read("territory.communes", at=TODAY).text == "3\xa0communes"
    assert read("territory.epci", at=TODAY).value == 1
    assert read("territory.population", at=TODAY).value == 829 + 312 + 94


def test_a_commune_counts_until_the_day_it_ended(territory):
    Commune.objects.filter(pk=territory.eyrenne.pk).update(ended_on=date(2026, 6, 1))

    assert read("territory.communes", at=date(2026, 5, 31)).value == 3
    assert read("territory.communes", at=date(2026, 6, 1)).value == 2


@pytest.mark.parametrize("name", ["communes", "epci", "population", "offices_with_hours"])
def test_what_was_before_the_load_is_not_known(territory, name):
    assert read(f"territory.{name}", at=date(2026, 2, 28)).value is None
    assert read(f"territory.{name}", at=date(2026, 3, 1)).value is not None


def test_a_sum_with_a_hole_is_not_known(territory):
    Commune.objects.filter(pk=territory.eyrenne.pk).update(population=None)

    assert read("territory.population", at=TODAY).text == "non connu"


def test_hours_are_known_from_the_directory_or_from_the_town_hall(territory):
    offices = [Office.objects.get(organisation=c.organisation) for c in (territory.valbrune, territory.le_peyrat)]
    Office.objects.all().update(hours=None)
    Office.objects.filter(pk=offices[0].pk).update(hours={"mon": [["09:00", "12:00"]]})
    correct(offices[1], field="hours", value={"tue": [["09:00", "12:00"]]}, made_at=datetime(2026, 5, 4, tzinfo=UTC))
    correct(offices[0], field="hours", value=None, made_at=datetime(2026, 6, 4, tzinfo=UTC))

    known = [read("territory.offices_with_hours", at=date(2026, month, 10)).value for month in (4, 5, 6)]

    assert known == [1, 2, 1]


@pytest.mark.parametrize(
    ("made_at", "day"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # half past midnight, the day of 23 hours
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # the day of 25 hours
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_correction_is_counted_on_its_local_day_and_on_no_other(territory, made_at, day):
    correct(Office.objects.first(), made_at=made_at)

    counted = [
        read("territory.corrections_made", period=Period(near, near)).value
        for near in (day - timedelta(days=1), day, day + timedelta(days=1))
    ]

    assert counted == [0, 1, 0]


MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001
    max_value=datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
DAYS = st.dates(min_value=date(2025, 12, 1), max_value=date(2027, 1, 31))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(st.tuples(MOMENTS, st.none() | MOMENTS), max_size=6), one=DAYS, other=DAYS)
def test_what_came_and_what_went_make_the_difference_of_the_stock(territory, lives, one, other):
    office, period = Office.objects.first(), Period(min(one, other), max(one, other))
    with transaction.atomic():
        for number, (made_at, end) in enumerate(lives):
            withdrawn_at = end if end is None or end >= made_at else None
            correct(office, field=f"field{number}", made_at=made_at, withdrawn_at=withdrawn_at)
        found = disagreements(period)
        transaction.set_rollback(True)

    assert found == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(MOMENTS, max_size=6), cut=st.dates(min_value=date(2026, 1, 2), max_value=date(2026, 12, 31)))
def test_a_flow_over_two_periods_that_follow_is_the_flow_over_both(territory, made, cut):
    whole = Period(date(2025, 12, 31), date(2027, 1, 1))
    parts = [Period(whole.starts_on, cut - timedelta(days=1)), Period(cut, whole.ends_on)]
    with transaction.atomic():
        for number, made_at in enumerate(made):
            correct(Office.objects.first(), field=f"field{number}", made_at=made_at)
        counts = [read("territory.corrections_made", period=period).value for period in (whole, *parts)]
        transaction.set_rollback(True)

    assert counts[0] == counts[1] + counts[2] == len(made)


def test_another_territory_does_not_count(territory):
    office = Office.objects.first()
    type(office.organisation).objects.filter(pk=office.organisation_id).update(territory=None)
    correct(office, made_at=timezone.now())

    assert read("territory.communes", at=TODAY).value == 2
    assert read("territory.corrections_made", period=Period.year(timezone.localdate().year)).value == 0
