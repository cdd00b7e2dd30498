import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from bastide.core.workspace.forms import HoursForm
from bastide.core.workspace.forms.fields import ClockField, PhoneField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8 h 30", "08:30"),
        ("8h30", "08:30"),
        ("8\u00a0h\u00a030", "08:30"),
        ("08:30", "08:30"),
        ("8.30", "08:30"),
        ("8h", "08:00"),
        ("8", "08:00"),
        (" 17 heures ", "17:00"),
        ("24 h", "24:00"),
        ("", ""),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, kept):
    assert ClockField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["25 h", "8 h 75", "midi", "8-12", "h", "٨", "8 h 3"])
def test_what_is_no_time_of_day_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError) as refusal:
        ClockField().clean(typed)

    assert "8\u00a0h\u00a030" in refusal.value.messages[0]


@pytest.mark.parametrize("typed", ["05.53.58.30.32", "0553583032", "+33 5 53 58 30 32", "+33 (0)5 53 58 30 32"])
def test_a_phone_number_is_kept_in_pairs(typed):
    assert PhoneField().clean(typed) == "05 53 58 30 32"


@pytest.mark.parametrize("typed", ["52 34", "0053583032", "055358303", "05 53 58 30 32 99", "abc"])
def test_what_is_no_phone_number_is_refused(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)


clocks = st.integers(0, 23 * 60 + 59).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
day = st.lists(clocks, min_size=4, max_size=4, unique=True).map(sorted).map(lambda t: [t[:2], t[2:]])


@given(st.dictionaries(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), day))
def test_a_week_shown_in_the_form_and_sent_back_unchanged_is_the_same_week(week):
    form = HoursForm(HoursForm.initial_from(week))

    assert form.is_valid(), form.errors
    assert form.week() == week


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"mon_1_from": "8 h"}, "mon_1_to", "manque"),
        ({"mon_1_from": "12 h", "mon_1_to": "8 h"}, "mon_1_to", "avant"),
        (
            {"mon_1_from": "8 h", "mon_1_to": "13 h", "mon_2_from": "12 h", "mon_2_to": "17 h"},
            "mon_2_from",
            "recouvrent",
        ),
        ({"tue_1_from": "potiron", "tue_1_to": "9 h"}, "tue_1_from", "8\u00a0h\u00a030"),
    ],
)
def test_a_wrong_time_is_told_at_its_own_field(typed, field, message):
    form = HoursForm(typed)

    assert not form.is_valid()
    assert message in str(form.errors[field])
