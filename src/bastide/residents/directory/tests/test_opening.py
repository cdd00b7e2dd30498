"""Opening hours in other words: read when all of it is understood, else kept as text."""

from __future__ import annotations

import pytest

from bastide.residents.directory.opening import from_osm, from_sentence, to_osm

pytestmark = pytest.mark.one_database
WEEK = "Mo-Fr 09:00-12:00,14:00-17:00"

OSM = [
    (WEEK, WEEK),
    ("Mo-Fr 9:00-12:00, 14:00-17:00; PH off", WEEK),
    ("24/7", "Mo-Su 00:00-24:00"),
    ("Mo,We 10:00-12:00", "Mo 10:00-12:00; We 10:00-12:00"),
    ("Fr-Mo 10:00-12:00", "Mo 10:00-12:00; Fr-Su 10:00-12:00"),
    ("Mo-Fr 09:00-12:00; We off", "Mo-Tu 09:00-12:00; Th-Fr 09:00-12:00"),
    ("Sa 20:00-02:00", "Sa 20:00-24:00; Su 00:00-02:00"),
    ("Lu-Ve 9h-12h", "Mo-Fr 09:00-12:00"),
    ('Mo 09:00-12:00 "sur rendez-vous"', "Mo 09:00-12:00"),
    ("Jul-Aug Mo-Fr 10:00-19:00; Mo 10:00-12:00", "Mo 10:00-12:00; Jul 01-Aug 31 Mo-Fr 10:00-19:00"),
    ("off", "off"),
    ("Mo-Fr 09:00-12:00, Sa 10:00-12:00", "Mo-Fr 09:00-12:00; Sa 10:00-12:00"),
    ("Mo-Tu 09:00-12:00,Tu 14:00-16:00; PH off", "Mo 09:00-12:00; Tu 09:00-12:00,14:00-16:00"),
]


@pytest.mark.parametrize(("text", "spelled"), OSM)
def test_openstreetmap_hours_are_read_and_written(text, spelled):
    found = from_osm(text)

    assert to_osm(found.hours, found.periods) == spelled
    again = from_osm(spelled)
    assert (again.hours, again.periods) == (found.hours, found.periods)


@pytest.mark.parametrize(
    "text",
    [
        *("week 1-53/2 Mo 10:00-12:00", "Mo-Fr 09:00+", "sunrise-sunset", "SH Mo 10:00-12:00", "Mo 25:00-12:00x", "Mo"),
        "Jul-Aug Mo 09:00-12:00, Sa 10:00-12:00",
    ],
)
def test_openstreetmap_hours_not_understood_stay_a_text(text):
    found = from_osm(text)

    assert found.hours is None
    assert found.comment == text


SENTENCES = [
    ("9h-12h et 14h-17h du lundi au vendredi", WEEK),
    ("Du lundi au vendredi, de 9 h à 12 h et de 14 à 17h.", WEEK),
    ("Lundi, mardi, mercredi, jeudi et vendredi : 9:00-12:00 / 14h00 - 17h00", WEEK),
    ("Lundi 9h-midi. Mardi : fermé", "Mo 09:00-12:00"),
    ("LUNDI AU JEUDI : 9H À 12H\nVENDREDI : 14H30 À 16H", "Mo-Th 09:00-12:00; Fr 14:30-16:00"),
    ("Tous les jours 8h-20h", "Mo-Su 08:00-20:00"),
    ("24h/24 et 7j/7", "Mo-Su 00:00-24:00"),
    ("lun. mer. 9h30-12h", "Mo 09:30-12:00; We 09:30-12:00"),
    ("lundi, mardi et vendredi matin de 9h15 à 12h30", "Mo-Tu 09:15-12:30; Fr 09:15-12:30"),
    ("Du lundi au vendredi, de 9h à 12h, sur rendez-vous uniquement", "Mo-Fr 09:00-12:00"),
    ("Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"),
    # A word that changes what the others say: people must read it.
    ("Lundi au vendredi, 9h à 12h (17h pendant les vacances scolaires)", ""),
    ("9h à 12h / 13h à 17h (17h30 le mercredi)", ""),
    ("Lundi au vendredi : 9h à 18h (lundi et jeudi matin fermé)", ""),
    ("Mercredi : (sur rendez-vous) Jeudi : 14h à 17h", ""),
    ("Lundi au vendredi 9h-12h, sauf jeudi", ""),
    ("Dimanche (2e du mois) : 14h-17h", ""),
    ("Ligne 6, 11 - arrêt les Deniers", ""),
    ("de 9h à 12h", ""),
    ("lundi", ""),
]


@pytest.mark.parametrize(("text", "spelled"), SENTENCES)
def test_french_sentences_give_hours_when_every_word_is_understood(text, spelled):
    found = from_sentence(text)

    assert to_osm(found.hours) == spelled
    if not spelled:
        assert found.comment == text


def test_openings_that_overlap_are_joined_and_told():
    found = from_sentence("Lundi : 9h-12h et 11h-14h, mardi 9h-12h")

    assert to_osm(found.hours) == "Mo 09:00-14:00; Tu 09:00-12:00"
    assert found.overlaps == ["lundi (9\u00a0h – 12\u00a0h et 11\u00a0h – 14\u00a0h)"]
