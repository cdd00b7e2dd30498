from datetime import date, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from bastide.core.figures import queries
from bastide.core.figures.registry import Kind, Period, Precision, figure, figures

YEAR = Period.year(2010)
END = date(2010, 12, 31)


@pytest.fixture
def bare(monkeypatch):
    """No figure but those of the test."""
    monkeypatch.setattr(figures, "_plugs", {})


def plug(name, count, **fields):
    return figure(name, **{"label": "Essai", "unit": ("visite", "visites")} | fields)(count)


def test_a_function_of_a_day_is_a_stock_and_one_of_a_period_a_flow(bare):
    plug("test.stock", lambda at: 1)
    plug("test.flow", lambda period: 1)

    assert (figures["test.stock"].kind, figures["test.flow"].kind) == (Kind.STOCK, Kind.FLOW)


def test_a_function_of_anything_else_is_refused(bare):
    with pytest.raises(ValueError, match="organisation"):
        plug("test.other", lambda organisation: 1)


def test_a_name_is_taken_once_so_that_25_adopters_are_never_25_days(bare):
    plug("training.trainee_days", lambda period: 25, unit=("jour-stagiaire", "jours-stagiaires"))
    plug("adoption.adopters", lambda at: 25, unit=("organisme", "organismes"))

    with pytest.raises(ImproperlyConfigured, match=r"adoption\.adopters"):
        plug("adoption.adopters", lambda at: 32)

    assert queries.read("training.trainee_days", period=YEAR).text.endswith("25\xa0jours-stagiaires")
    assert queries.read("adoption.adopters", at=END).text == "25\xa0organismes"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("test.stock", {"period": YEAR}),
        ("test.stock", {}),
        ("test.stock", {"at": datetime(2010, 12, 31)}),  # noqa: DTZ001
        ("test.stock", {"at": END, "period": YEAR}),
        ("test.flow", {"at": END}),
        ("test.flow", {}),
    ],
)
def test_a_stock_is_asked_at_a_day_and_a_flow_over_a_period(bare, name, asked):
    plug("test.stock", lambda at: 1)
    plug("test.flow", lambda period: 1)

    with pytest.raises(queries.WrongQuestion):
        queries.read(name, **asked)


def test_a_figure_nobody_plugs_is_an_error_not_zero(bare):
    with pytest.raises(queries.NoSuchFigure):
        queries.read("test.unheard_of", at=END)


@pytest.mark.parametrize(
    ("value", "precision", "text"),
    [
        (365, Precision.EXACT, "365\xa0visites"),
        (1, Precision.EXACT, "1\xa0visite"),
        (0, Precision.EXACT, "0\xa0visite"),
        (1.5, Precision.EXACT, "1,5\xa0visite"),
        (720_000, Precision.ROUNDED, "environ 720\u202f000\xa0visites"),
        (150, Precision.AT_LEAST, "au moins 150\xa0visites"),
        (None, Precision.EXACT, "non connu"),
        (None, Precision.AT_LEAST, "non connu"),
    ],
)
def test_a_number_says_how_precise_it_is_and_unknown_is_not_zero(bare, value, precision, text):
    plug("test.visits", lambda period: value, precision=precision)

    assert queries.read("test.visits", period=YEAR).text == text


def test_a_reading_says_its_day_or_its_period(bare):
    plug("test.stock", lambda at: 1)
    plug("test.flow", lambda period: 1)

    assert queries.read("test.stock", at=END).when == "au 31\xa0décembre 2010"
    assert queries.read("test.flow", period=YEAR).when == "du 1er\xa0janvier au 31\xa0décembre 2010"
    across = Period(date(2009, 12, 31), date(2010, 1, 1))
    assert queries.read("test.flow", period=across).when == "du 31\xa0décembre 2009 au 1er\xa0janvier 2010"


def test_a_stock_that_its_flows_do_not_explain_is_found(bare):
    plug("test.joined", lambda period: 3)
    plug("test.left", lambda period: 1)
    flows = {"test.joined": 1, "test.left": -1}
    plug("test.members", lambda at: 10 if at < date(2010, 1, 1) else 12, flows=flows)
    plug("test.miscounted", lambda at: 10 if at < date(2010, 1, 1) else 13, flows=flows)

    assert queries.disagreements(YEAR) == ["test.miscounted: 10 and +2 do not make 13"]


def test_a_flow_is_not_moved_by_flows(bare):
    with pytest.raises(ValueError, match="only a stock"):
        plug("test.flow", lambda period: 1, flows={"test.other": 1})


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2010, 2, 1), date(2010, 1, 31))


def test_this_year_is_counted_up_to_today():
    today = date(2026, 11, 24)

    assert queries.year_so_far(2026, today=today) == Period(date(2026, 1, 1), today)
    assert queries.year_so_far(2025, today=today) == Period.year(2025)
    with pytest.raises(ValueError, match="before it starts"):
        queries.year_so_far(2027, today=today)


def test_every_figure_has_words_and_every_flow_it_names_exists():
    for name, plugged in figures:
        assert str(plugged.label), name
        assert all(map(str, plugged.unit)), name
        for flow in plugged.flows:
            assert figures[flow].kind is Kind.FLOW
