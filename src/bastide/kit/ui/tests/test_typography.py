from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from bastide.kit.ui import typography


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (829, 0, "829"),
        (1934, 0, "1\u202f934"),
        (1234567, 0, "1\u202f234\u202f567"),
        (Decimal("12.46"), 1, "12,5"),
        (-1200, 0, "−1\u202f200"),
    ],
)
def test_numbers_are_written_with_narrow_spaces_and_a_comma(value, decimals, written):
    assert typography.number(value, decimals) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (time(8, 30), "8\u00a0h\u00a030"),
        (time(17, 0), "17\u00a0h"),
        (time(9, 5), "9\u00a0h\u00a005"),
        (datetime(2026, 7, 1, 6, 30, tzinfo=UTC), "8\u00a0h\u00a030"),
    ],
)
def test_hours_are_written_as_said(value, written):
    assert typography.clock(value) == written


def test_dates_are_written_in_words():
    first = date(2026, 12, 1)
    other = date(2026, 11, 25)

    assert typography.long_date(other) == "mercredi 25\u00a0novembre"
    assert typography.full_date(other).startswith("mercredi 25\u00a0novembre 20")
    assert typography.short_date(other) == "mer.\u00a025"
    assert typography.short_day(date(2026, 11, 18)) == "18\u00a0nov."
    assert typography.day(other) == "25\u00a0novembre 2026"
    assert typography.day(first) == "1er\u00a0décembre 2026"
    assert render("{{ on|short_date }}", on=first) == "mar.\u00a01<sup>er</sup>"
    assert render("{{ on|day|striptags }}", on=first) == "1er\u00a0décembre 2026"


def test_the_day_of_a_moment_is_that_of_the_place():
    assert typography.day(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == "25\u00a0novembre 2026"


@pytest.mark.parametrize(
    "typed", ["0553583032", "05 53 58 30 32", "+33 5 53 58 30 32", "+33 (0)5.53.58.30.32", "0033553583032"]
)
def test_phone_numbers_are_written_in_pairs_however_they_were_typed(typed):
    assert typography.phone(typed) == "05\u00a053\u00a058\u00a030\u00a032"
    assert typography.phone_link(typed) == "tel:+33553583032"


@pytest.mark.parametrize("typed", ["15", "3939", "+32 2 555 12 12", "sur demande"])
def test_other_phone_numbers_are_left_as_they_came(typed):
    assert typography.phone(typed) == typed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Que faire ?", "Que faire\u202f?"),
        ("Attention ! oui ; non", "Attention\u202f! oui\u202f; non"),
        ("Source : Insee", "Source\u00a0: Insee"),
        ("dit « oui » ici", "dit «\u00a0oui\u00a0» ici"),
        ("à 8 h 30 ou 17 h", "à 8\u00a0h\u00a030 ou 17\u00a0h"),
        ("1 934 ha", "1\u202f934\u00a0ha"),
        ("https://exemple.fr/?a=1;b", "https://exemple.fr/?a=1;b"),
        ("deux hommes, 2 hommes", "deux hommes, 2 hommes"),
    ],
)
def test_spaces_that_must_hold_do_not_break(typed, written):
    assert typography.nbsp(typed) == written


def test_words_of_somebody_else_stay_escaped():
    assert render("{{ text|nbsp }}", text="<b> ?") == "&lt;b&gt;\u202f?"
    assert render("{{ text|nbsp }}", text="L'eau ; l'air") == "L&#x27;eau\u202f; l&#x27;air"
    assert render("{{ text|day }}", text="<b>") == "&lt;b&gt;"


def test_nothing_is_written_as_nothing():
    assert render("{{ x|number }}{{ x|clock }}{{ x|day }}{{ x|long_date }}{{ x|phone }}", x=None) == ""


def test_english_and_occitan_write_numbers_hours_and_days_their_own_way():
    first, moment = date(2026, 4, 1), time(8, 30)
    with translation.override("en"):
        assert typography.number(1934.5, 1) == "1,934.5"
        assert (typography.clock(moment), typography.day(first)) == ("8:30", "1\u00a0April 2026")
        assert typography.short_date(date(2026, 11, 25)) == "Wed\u00a025"
    with translation.override("oc"):
        assert typography.clock(moment) == "8\u00a0h\u00a030"
        assert typography.day(first) == "1èr\u00a0d’abril de 2026"
        assert typography.day(date(2026, 11, 18)) == "18\u00a0de\u00a0novembre de 2026"
