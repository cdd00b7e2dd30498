import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bastide.townhalls.actes.deadlines import enforceable_on, plus_months
from bastide.townhalls.actes.numbering import PATTERN, next_number, tidy
from bastide.townhalls.actes.states import (
    BEGINNINGS,
    NOT_YET_POSTED,
    OPEN,
    REGISTERED,
    TRANSITIONS,
    Event,
    Impossible,
    State,
    follow,
    number_may_serve_again,
    path,
)

few = settings(max_examples=60)
events = st.lists(st.sampled_from(list(Event)), max_size=30)


@few
@given(st.sampled_from(sorted(BEGINNINGS)), events)
def test_whatever_happens_an_exchange_stays_in_its_states_and_what_is_registered_stays_registered(start, happened):
    state, was_registered = start, False
    for event in happened:
        before = state
        try:
            way = path(state, event)
        except Impossible:
            continue
        assert len(way) in (1, 2)
        state = way[-1]
        assert (before, event) in TRANSITIONS or way[0] is State.TRANSMITTED
        was_registered = was_registered or state in REGISTERED
        if was_registered:
            assert state in REGISTERED


@few
@given(events)
def test_an_act_is_registered_only_after_it_left(happened):
    state, left = State.POSTED, False
    for event in happened:
        try:
            way = path(state, event)
        except Impossible:
            continue
        left = left or State.TRANSMITTED in way
        # An error may come before anything left; a receipt after it proves that something had.
        left = left or (state is State.ERROR and event is Event.ACKNOWLEDGE)
        state = way[-1]
        if state in REGISTERED:
            assert left


@few
@given(st.lists(st.tuples(st.sampled_from(list(State)), st.sampled_from(["", "1", "001", "002", "999", "x"]))))
def test_a_number_serves_again_only_when_the_state_knows_nothing_of_it(attempts):
    free = number_may_serve_again(attempts)

    assert free == all(
        state in NOT_YET_POSTED or (state is State.ERROR and code not in ("1", "001")) for state, code in attempts
    )
    if any(state in REGISTERED or state in OPEN - NOT_YET_POSTED for state, _code in attempts):
        assert not free


@pytest.mark.parametrize(
    ("state", "event", "reached"),
    [
        (State.WAITING, Event.ACKNOWLEDGE, State.ACKNOWLEDGED),  # the receipt came before our own note
        (State.ERROR, Event.ACKNOWLEDGE, State.ACKNOWLEDGED),  # the receipt wins
        (State.TRANSMITTED, Event.ANOMALY, State.ERROR),
        (State.ACKNOWLEDGED, Event.CANCEL, State.CANCELLED),
    ],
)
def test_what_happens_leads_where_it_should(state, event, reached):
    assert path(state, event)[-1] is reached


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.ACKNOWLEDGED, Event.ANOMALY),  # late: for a person to read
        (State.TRANSMITTED, Event.CANCEL),
        (State.CANCELLED, Event.ACKNOWLEDGE),
        (State.CANCELLED, Event.CANCEL),
        (State.POSTED, Event.SEND),
    ],
)
def test_what_cannot_happen_is_refused(state, event):
    with pytest.raises(Impossible):
        follow(state, event)


@few
@given(st.text(max_size=40))
def test_what_people_type_becomes_a_number_that_the_state_takes_or_is_still_refused(text):
    import re

    tidied = tidy(text)

    assert tidy(tidied) == tidied
    assert " " not in tidied
    assert "-" not in tidied
    if re.fullmatch(r"[A-Za-z0-9]{1,7}[-_/ .]?[A-Za-z0-9]{1,7}", text):
        assert re.match(PATTERN, tidied)


@few
@given(st.integers(1, 6), st.integers(2000, 2100), st.lists(st.integers(1, 900), max_size=20))
def test_the_next_number_is_free_and_fits(nature, year, ranks):
    import re

    taken = [next_number(nature, year, [])[:-3] + f"{rank:03d}" for rank in ranks]

    proposed = next_number(nature, year, [*taken, "SANS_RANG", ""])

    assert proposed not in taken
    assert re.match(PATTERN, proposed)


def test_delays_are_those_of_the_calendar():
    from datetime import date

    assert plus_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert plus_months(date(2026, 11, 18), 2) == date(2027, 1, 18)
    day, later = date(2026, 11, 18), date(2026, 11, 20)
    assert enforceable_on(duty_to_transmit=True, published_on=day, received_on=later) == later
    assert enforceable_on(duty_to_transmit=True, published_on=day, received_on=None) is None
    assert enforceable_on(duty_to_transmit=False, published_on=day, received_on=None) == day
    assert enforceable_on(duty_to_transmit=False, published_on=None, received_on=day) is None
