import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.core.search.spelling import distance, shortened, sound
from bastide.core.search.text import MAX_WORD, clean, spans, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Œuvre d’Été", ["l", "oeuvre", "d", "ete"]),
        ("Saint-Front-d'Alemps", ["saint", "front", "d", "alemps"]),
        ("E\u0301glise", ["eglise"]),
        ("24240 SIGOULÈS", ["24240", "sigoules"]),
        ("Straße ﬁn ½", ["strasse", "fin", "1", "2"]),
        ("مرحبا עולם", ["مرحبا", "עולם"]),
        ('" * ^ - ( ) : \x00 🏊', []),
        ("a\ud800b", ["a", "b"]),
    ],
)
def test_words_have_no_accent_no_case_and_no_mark(text, expected):
    assert words(text) == expected


@given(st.text())
def test_what_is_shown_as_matching_is_what_was_indexed(text):
    assert [span.word for span in spans(text)] == words(text)


@given(st.text())
def test_a_span_lies_in_its_text_and_reads_as_its_word(text):
    for span in spans(text):
        assert 0 <= span.start < span.end <= len(text)
        assert span.word in "".join(words(text[span.start : span.end]))[:MAX_WORD]


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("mairies", "mairie"),
        ("chevaux", "cheval"),
        ("bateaux", "bateau"),
        ("jeux", "jeu"),
        ("travaux", "travail"),
        ("st", "saint"),
        ("ste", "sainte"),
        ("express", "express"),
        ("bus", "bus"),
        ("24037", "24037"),
    ],
)
def test_a_plural_is_found_by_its_singular(plural, singular):
    assert stem(plural) == stem(singular) == singular


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("monbasilac", "monbazillac"), ("izijac", "issigeac"), ("eimet", "eymet"), ("fotographe", "photographe")],
)
def test_words_that_sound_alike_have_one_sound(typed, meant):
    assert sound(typed) == sound(meant)


@pytest.mark.parametrize(
    ("left", "right", "letters"),
    [("bergerac", "bergerac", 0), ("bergrac", "bergerac", 1), ("begrerac", "bergerac", 1), ("abc", "xyz", 3)],
)
def test_a_distance_counts_wrong_letters(left, right, letters):
    assert distance(left, right, at_most=2) == letters


def test_a_word_and_its_neighbour_share_a_shortened_form():
    assert shortened("bergrac") & shortened("bergerac")


def test_what_no_database_stores_is_replaced():
    assert clean("a\x00b\ud800c") == "a b?c"
