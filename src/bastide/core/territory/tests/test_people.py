import pytest

from bastide.core.territory.names import of_place, short_epci_name, with_article
from bastide.core.territory.reference import people


@pytest.mark.parametrize(
    ("capitals", "name"),
    [
        ("DELMARES", "Delmares"),
        ("BÉARN-LEFÈVRE", "Béarn-Lefèvre"),
        ("LE GOFF", "Le Goff"),
        ("BLANDIN-LE ROUX", "Blandin-Le Roux"),
        ("LE LAY - PASTANT", "Le Lay-Pastant"),
        ("DE LA BROSSE", "de la Brosse"),
        ("DU PRÉ DE SAINT MAUR", "du Pré de Saint Maur"),
        ("D'HERBÉCOURT", "d’Herbécourt"),
        ("L'HOSTETTE", "L’Hostette"),
        ("N'DOUDI", "N’Doudi"),
        ("DALL'ANESE", "Dall’Anese"),
        ("GOUALC'H", "Goualc’h"),
        ("MCDONALD", "McDonald"),
        ("MACADRÉ", "Macadré"),
        ("DA SILVA", "Da Silva"),
        ("FERREIRA DA SILVA", "Ferreira da Silva"),
        ("VAN DER MAESEN", "Van der Maesen"),
        ("TROUTIER (GILLOT)", "Troutier (Gillot)"),
    ],
)
def test_capitals_of_the_register_become_a_name(capitals, name):
    assert people.last_name(capitals) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Marie-Claude", "Marie-Claude"),
        ("Anne (coiffure)", "Anne"),
        ("Jose CarlosNationalité Portugaise", "Jose Carlos"),
        ("Rosita (victorin)", "Rosita"),
    ],
)
def test_what_is_written_behind_a_first_name_is_dropped(written, name):
    assert people.first_name(written) == name


@pytest.mark.parametrize(
    ("function", "order", "is_woman", "title"),
    [
        ("mayor", None, True, "Maire"),
        ("deputy_mayor", 1, True, "Première adjointe au maire"),
        ("deputy_mayor", 1, False, "Premier adjoint au maire"),
        ("deputy_mayor", 21, True, "Vingt-et-unième adjointe au maire"),
        ("deputy_mayor", 31, False, "31e adjoint au maire"),
        ("deputy_mayor", None, True, "Adjointe au maire"),
        ("councillor", None, False, "Conseiller municipal"),
        ("councillor", None, True, "Conseillère municipale"),
        ("delegate_mayor", None, False, "Maire délégué"),
        ("president", None, True, "Présidente"),
        ("vice_president", None, True, "Vice-présidente"),
    ],
)
def test_a_title_says_the_function_of_this_person(function, order, is_woman, title):
    assert people.title(function, order=order, is_woman=is_woman) == title


def test_a_page_shows_the_mayor_then_deputies_then_delegates_then_councillors():
    places = [("mayor", None), ("deputy_mayor", 1), ("deputy_mayor", 31), ("deputy_mayor", None)]
    places += [("delegate_mayor", None), ("councillor", None)]

    ranks = [people.rank(function, order=order) for function, order in places]

    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("name", "kind", "full", "of"),
    [
        ("Monbazillac", 0, "Monbazillac", "de Monbazillac"),
        ("Eymet", 1, "Eymet", "d’Eymet"),
        ("Fleix", 2, "Le Fleix", "du Fleix"),
        ("Force", 3, "La Force", "de La Force"),
        ("Lèches", 4, "Les Lèches", "des Lèches"),
    ],
)
def test_a_place_takes_its_article(name, kind, full, of):
    assert (with_article(name, kind), of_place(name, kind)) == (full, of)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Communauté de communes des Bastides Dordogne-Périgord", "Bastides Dordogne-Périgord"),
        ("Communauté d’agglomération Bergeracoise", "Bergeracoise"),
        ("Communauté de communes de l’Île d’Oléron", "Île d’Oléron"),
        ("Bordeaux Métropole", "Bordeaux Métropole"),
    ],
)
def test_an_epci_has_a_short_name(name, short):
    assert short_epci_name(name) == short
