"""Values as people write them in files: mended or dropped, never silently wrong."""

from __future__ import annotations

from datetime import date

import pytest

from bastide.residents.directory.sources import cleaning, points
from bastide.residents.directory.sources.kinds import kind_of
from bastide.residents.directory.sources.lines import Line

pytestmark = pytest.mark.one_database


def remarks(line):
    return [note.code for note in line.remarks]


@pytest.mark.parametrize(
    ("text", "plain", "is_told"),
    [
        ("Mairie d’Eymet", "Mairie d’Eymet", False),
        ("<p>Ouvert <b>tous</b></p><p>les jours</p>", "Ouvert tous\nles jours", True),
        ("Atelier<script>alert(1)</script>", "Atelier", True),
        ("&lt;img src=x onerror=alert(1)&gt;Bal", "Bal", False),
        ("Tom &amp; Léa, a < b, &eacute;t&eacute;", "Tom & Léa, a < b, été", False),
        ("MÃ©diathÃ¨que\u202e\x00\u200b", "Médiathèque", False),
        (24037.0, "24037", False),
        ("N/A", "", False),
        (None, "", False),
    ],
)
def test_text_is_plain(text, plain, is_told):
    line = Line(1)

    assert cleaning.text_of(text, line, "description", lines=True) == plain
    assert remarks(line) == (["html"] if is_told else [])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("05 53 00 00 01", ["05 53 00 00 01"]),
        ("05.53.00.00.01 ET 09-81-82-79-97", ["05 53 00 00 01", "09 81 82 79 97"]),
        ("0553000001 / 0653000002 (SMS)", ["05 53 00 00 01", "06 53 00 00 02"]),
        ("+33 (0)5 53 00 00 01", ["05 53 00 00 01"]),
        ("0033553000001", ["05 53 00 00 01"]),
        (33553000001, ["05 53 00 00 01"]),
        (553000001.0, ["05 53 00 00 01"]),
        ("02 41 95 31\xa074", ["02 41 95 31 74"]),
        ("3646", ["36 46"]),
        ("39 49", ["39 49"]),
        ("115", ["115"]),
        ("0262 20 12 34", ["02 62 20 12 34"]),
        ("+44 20 7946 0018", ["+44 20 7946 0018"]),
        ("02 41 41 5 67", []),
        ("voir le site", []),
    ],
)
def test_telephones_are_spelled_one_way(text, numbers):
    line = Line(1)

    assert [each.value for each in cleaning.phones_of([(text, "")], line)] == numbers
    assert remarks(line) == ([] if numbers else ["phone"])


def test_a_telephone_for_the_rest_of_the_world():
    assert cleaning.international("05 53 00 00 01") == "+33553000001"
    assert cleaning.international("02 62 20 12 34") == "+262262201234"
    assert cleaning.international("36 46") == ""


def test_mails_and_sites_go_where_they_belong():
    line = Line(1)
    mails = ["a@b.fr ou c@d.fr", "mailto:e@f.fr (secrétariat)", "https://g.fr/contact", "twitter@cpam49"]
    sites = [
        ("www.h.fr www.facebook.com/h", ""),
        ("HTTP://i.fr", "Accueil"),
        ("j@k.fr", ""),
        ("javascript:alert(1)", ""),
    ]

    emails, websites = cleaning.contacts_of(mails, sites, line)

    assert [each.value for each in emails] == ["a@b.fr", "c@d.fr", "e@f.fr", "j@k.fr"]
    assert [each.value for each in websites] == [
        "https://g.fr/contact",
        "https://www.h.fr",
        "https://www.facebook.com/h",
        "HTTP://i.fr",
    ]
    assert [note.field for note in line.remarks] == ["emails", "websites"]


@pytest.mark.parametrize(
    ("text", "siret"),
    [
        ("217 701 887 00010", "21770188700010"),
        (21770188700010, "21770188700010"),
        ("35600000063516", "35600000063516"),  # La Poste
        ("21770188700011", ""),
        ("2.177E+13", ""),
        ("217701887", ""),
        ("W241000001", ""),
        ("", ""),
    ],
)
def test_a_siret_has_a_right_key(text, siret):
    line = Line(1)

    assert cleaning.siret_of(text, line) == siret
    assert bool(line.remarks) == (not siret and text != "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-25T08:30:00Z", date(2026, 11, 25)),
        ("25/11/2026 08:30:00", date(2026, 11, 25)),
        ("25/11/26", date(2026, 11, 25)),
        ("25 novembre 2026", date(2026, 11, 25)),
        ("1er août 2026", date(2026, 8, 1)),
        ("46351", date(2026, 11, 25)),
        ("09/0102023", None),
        ("31/02/2026", None),
        ("hier", None),
    ],
)
def test_a_day_is_read_however_it_is_written(text, day):
    line = Line(1)

    assert cleaning.day_of(text, line) == day
    assert bool(line.remarks) == (day is None)


@pytest.mark.parametrize(
    ("x", "y", "found", "code"),
    [
        ("0.48", "44.85", (0.48, 44.85), ""),
        ("0,48", "44,85", (0.48, 44.85), ""),
        (44.85, 0.48, (0.48, 44.85), "coordinates-swapped"),
        ("0°28'48\" E", "44°51'00\" N", (0.48, 44.85), ""),
        ("0.48 E", "N 44° 51' 00\"", (0.48, 44.85), ""),
        ("475198,121680863", "6692424,50691385", (0.02466, 47.294016), ""),  # Lambert-93
        ("6692424.5", "475198.1", (0.02466, 47.294016), "coordinates-swapped"),
        ("500927.68328", "6419935.74172", (0.48, 44.85), ""),  # Lambert-93, as PROJ says
        ("1500836.65529", "4186429.20429", (0.48, 44.85), ""),  # CC45, likewise
        ("55.45", "-20.88", (55.45, -20.88), ""),
        (0, 0, (None, None), "coordinates"),
        ("-73.9", "40.7", (None, None), "outside-france"),
        ("ici", "là", (None, None), "coordinates"),
        ("1e400", "44", (None, None), "coordinates"),
        ("123456", "123456", (None, None), "coordinates"),
        ("", None, (None, None), ""),
    ],
)
def test_a_point_is_in_france_or_nowhere(x, y, found, code):
    line = Line(1)

    point = points.point_of(x, y, line)

    assert remarks(line) == ([code] if code else [])
    assert point == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mairie", "public.town_hall"),
        ("Bibliothèque - Médiathèque", "culture.library"),
        ("Centre Social / France Services", "public.france_services"),
        ("shop.bakery", "shop.bakery"),
        ("Boulangerie-pâtisserie", "shop.bakery"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_words_name_a_kind(text, code):
    assert kind_of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        *("POINT (0.48 44.85)", "SRID=4326;POINT Z(0.48 44.85 12)", "MULTIPOINT((0.48 44.85))", "[0.48, 44.85]"),
        *("0,48;44,85", "0.48|44.85", "0,48 / 44,85", '{"type": "Point", "coordinates": [0.48, 44.85]}'),
    ],
)
def test_a_pair_is_cut_however_it_is_written(text):
    assert points.point_of(*points.pair_of(text), Line(1)) == (0.48, 44.85)
