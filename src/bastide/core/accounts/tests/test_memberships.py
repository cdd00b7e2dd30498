from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bastide.core.accounts import actions
from bastide.core.accounts.models import Membership, Role

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 2, 12, tzinfo=PARIS)
DAY_ZERO = date(2026, 3, 1)

days = st.integers(0, 60).map(lambda n: DAY_ZERO + timedelta(days=n))
gestures = st.lists(st.tuples(st.sampled_from(["start", "end"]), days, st.one_of(st.none(), days)), max_size=12)


def test_a_membership_holds_on_its_first_and_on_its_last_day(people, valdorne):
    membership = Membership.objects.create(
        user=people.neighbour,
        organisation=valdorne.eyrenne.organisation,
        role=Role.AGENT,
        starts_on=date(2026, 3, 29),
        ends_on=date(2026, 10, 25),
    )

    def holds(at):
        return Membership.objects.in_force(at).filter(pk=membership.pk).exists() and membership.is_in_force(at)

    # The nights on which the clock changes: days are those of Paris, whatever the offset.
    assert not holds(datetime(2026, 3, 28, 22, 59, tzinfo=UTC))
    assert holds(datetime(2026, 3, 28, 23, 0, tzinfo=UTC))
    assert holds(datetime(2026, 10, 25, 22, 59, tzinfo=UTC))
    assert not holds(datetime(2026, 10, 25, 23, 0, tzinfo=UTC))


def test_a_role_taken_twice_in_a_body_is_refused_and_says_since_when(people, valdorne):
    with pytest.raises(actions.AlreadyMember) as refusal:
        actions.start_membership(
            user=people.secretary,
            organisation=valdorne.valbrune.organisation,
            role=Role.AGENT,
            starts_on=DAY_ZERO,
            by=people.pole,
            at=NOON,
        )

    assert refusal.value.standing.starts_on == date(2020, 1, 1)
    assert people.secretary.memberships.count() == 1


def test_an_agent_gives_no_role_to_anybody(people, valdorne):
    gift = {
        "user": people.councillor,
        "organisation": valdorne.valbrune.organisation,
        "role": Role.AGENT,
        "starts_on": DAY_ZERO,
        "at": NOON,
    }
    actions.start_membership(by=people.pole, **gift | {"user": people.webmaster})

    for actor in (people.secretary, people.mayor, people.neighbour, people.leaver):
        with pytest.raises(actions.NotYours):
            actions.start_membership(by=actor, **gift)

    assert people.councillor.memberships.count() == 1


def test_the_database_refuses_an_end_before_the_start_and_two_open_periods(people, valdorne):
    row = {"user": people.neighbour, "organisation": valdorne.eyrenne.organisation, "role": Role.AGENT}
    Membership.objects.create(starts_on=DAY_ZERO, **row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(starts_on=DAY_ZERO + timedelta(days=90), **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(starts_on=DAY_ZERO, ends_on=DAY_ZERO - timedelta(days=1), **row)


def test_a_membership_ended_before_it_began_never_was(people, valdorne):
    coming = actions.start_membership(
        user=people.neighbour,
        organisation=valdorne.eyrenne.organisation,
        role=Role.AGENT,
        starts_on=date(2026, 6, 1),
        by=people.pole,
        at=NOON,
    )

    actions.end_membership(membership=coming, ends_on=date(2026, 3, 2), by=people.pole, at=NOON)

    assert not Membership.objects.filter(organisation=valdorne.eyrenne.organisation).exists()


def test_what_ended_in_the_past_stays_ended(people):
    ended = people.leaver.memberships.get()

    with pytest.raises(actions.AlreadyEnded):
        actions.end_membership(membership=ended, ends_on=date(2026, 12, 31), by=people.pole, at=NOON)

    ended.refresh_from_db()
    assert ended.ends_on == date(2021, 1, 1)


@given(gestures)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_started_and_ended_no_two_periods_share_a_day(people, valdorne, sequence):
    user, body = people.neighbour, valdorne.eyrenne.organisation
    calendar = set()
    with transaction.atomic():
        for gesture, day, until in sequence:
            before = days_held(user, body)
            try:
                if gesture == "start":
                    starts_on, ends_on = (day, until) if until is None or day <= until else (until, day)
                    actions.start_membership(
                        user=user,
                        organisation=body,
                        role=Role.AGENT,
                        starts_on=starts_on,
                        ends_on=ends_on,
                        by=people.pole,
                        at=NOON,
                    )
                elif standing := user.memberships.filter(organisation=body).order_by("-starts_on").first():
                    at = datetime.combine(day, time(12), tzinfo=PARIS)
                    actions.end_membership(membership=standing, ends_on=day, by=people.pole, at=at)
            except (actions.AlreadyMember, actions.AlreadyEnded):
                assert days_held(user, body) == before, "a refusal changes nothing"
            held = days_held(user, body)
            assert len(held) == len(set(held)), "one period a day at most"
            calendar = {day for day in held if user_sees(user, body, day)}
            assert calendar == set(held), "what one sees is what one holds that day"
        transaction.set_rollback(True)


def days_held(user, body):
    horizon = [DAY_ZERO + timedelta(days=n) for n in range(-2, 64)]
    periods = list(user.memberships.filter(organisation=body).values_list("starts_on", "ends_on"))
    return [d for start, end in periods for d in horizon if start <= d and (end is None or d <= end)]


def user_sees(user, body, day):
    at = datetime.combine(day, time(12), tzinfo=PARIS)
    return type(body).objects.visible_to(user, at=at).filter(pk=body.pk).exists()
