import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.residents.showcase.months import ALL_YEAR, NotMonths, months_in_words, numbers_of, read_months

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("avril à juin", [4, 5, 6]),
        ("AVRIL A JUIN", [4, 5, 6]),
        ("d’avril à fin juin", [4, 5, 6]),
        ("avr.-juin", [4, 5, 6]),
        ("oct. – mars", None),
        ("octobre à mars", [1, 2, 3, 10, 11, 12]),
        ("mai", [5]),
        ("mai et septembre", [5, 9]),
        ("mars, mai, août à octobre", [3, 5, 8, 9, 10]),
        ("4-6", [4, 5, 6]),
        ("de juillet jusqu’à août", [7, 8]),
        ("toute l’année", list(range(1, 13))),
        ("toute l'annee", list(range(1, 13))),
        ("février", [2]),
        ("fév.", [2]),
        ("juil.", [7]),
    ],
)
def test_months_are_read_as_people_write_them(words, months):
    if months is None:
        months = [1, 2, 3, 10, 11, 12]
    assert numbers_of(read_months(words)) == months


@pytest.mark.parametrize(
    "words",
    ["", "   ", "bientôt", "avril à", "à", "avril à juin à août", "13", "0", "jui", "printemps", "avril - - juin - x"],
)
def test_other_words_are_refused(words):
    with pytest.raises(NotMonths):
        read_months(words)


@given(st.integers(min_value=1, max_value=ALL_YEAR))
def test_what_is_said_is_read_again(months):
    assert read_months(months_in_words(months)) == months


@given(st.text(max_size=60))
def test_nothing_typed_breaks_it(words):
    with contextlib.suppress(NotMonths):
        assert 1 <= read_months(words) <= ALL_YEAR
