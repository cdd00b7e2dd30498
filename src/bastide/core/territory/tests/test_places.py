import pytest

from bastide.core.territory import places
from bastide.core.territory.places import Wanted, free_slugs


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Saint-Julien-d’Eymet", "saint-julien-d-eymet"),
        ("L’Haÿ-les-Roses", "l-hay-les-roses"),
        ("Œting", "oeting"),
        ("Marseille — 1er secteur", "marseille-1er-secteur"),
    ],
)
def test_a_name_becomes_an_address(name, address):
    assert places.slug(name) == address


def test_homonyms_take_their_place_then_their_code():
    wanted = [
        Wanted(1, "Saint-Loup", "03", "03001"),
        Wanted(2, "Saint-Loup", "23", "23002"),
        Wanted(3, "Saint-Loup", "23", "23003"),
        Wanted(4, "Eymet", "24", "24167"),
    ]

    assert free_slugs(wanted, taken=[], held={}) == {
        1: "saint-loup-03",
        2: "saint-loup-23002",
        3: "saint-loup-23003",
        4: "eymet",
    }


def test_addresses_do_not_depend_on_who_was_there_before():
    wanted = [Wanted(1, "Saint-Loup", "03", "03001"), Wanted(2, "Saint-Loup", "23", "23002")]
    at_once = free_slugs(wanted, taken=[], held={})

    after = free_slugs(wanted, taken=[at_once[1]], held={1: at_once[1]})

    assert after == {2: at_once[2]}


def test_an_address_that_is_taken_is_left_alone():
    [address] = free_slugs([Wanted(1, "Eymet", "24", "24167")], taken=["eymet"], held={}).values()

    assert address == "eymet-24"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2 place de l'Église\n24150 Baneuil", ("2 place de l’Église", "24150", "Baneuil")),
        ("Mairie\n3 rue  Neuve\n24100 Bergerac", ("Mairie, 3 rue Neuve", "24100", "Bergerac")),
        ("\n24500 Eymet", ("", "24500", "Eymet")),
        ("Le Bourg", ("Le Bourg", "", "")),
        ("", ("", "", "")),
    ],
)
def test_an_address_is_cut_in_three(text, parts):
    assert places.address(text) == parts


@pytest.mark.parametrize(
    ("text", "number"),
    [("0324714563", "03 24 71 45 63"), ("+33 5 53 58 22 17", "05 53 58 22 17"), ("03 90 6", ""), ("", "")],
)
def test_a_telephone_is_written_in_pairs_or_not_at_all(text, number):
    assert places.phone(text) == number


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("https://www.bergerac.fr/", "https://www.bergerac.fr/"),
        ("www.bajus.fr", "https://www.bajus.fr"),
        ("https:/www.troussencourt.fr", "https://www.troussencourt.fr"),
        ("http://www.lees-athas.fr ", "http://www.lees-athas.fr"),
        ("mairie@orange.fr", ""),
        ("en construction", ""),
    ],
)
def test_a_site_leads_somewhere_or_is_none(text, site):
    assert places.website(text) == site
