"""Who answers to a pivot, or to a title where there is none."""

import pytest

from bastide.residents.comarquage.local import Asked, distance_km, may_be_answered
from bastide.residents.comarquage.pivots import Rule, shipped

pytestmark = pytest.mark.one_database


def test_pivots_and_titles_lead_to_types_of_places():
    town_hall = Rule(("mairie", "mairie_com"))
    papers = Rule(("mairie", "mairie_com"), needs_recueil_device=True)
    cases = {
        ("mairie", "Mairie"): town_hall,
        ("", "Mairie"): town_hall,
        ("depotDossierPACS", "Mairie"): town_hall,
        ("", "Mairie délivrant des cartes d'identité"): papers,
        ("", "Mairie délivrant des passeports"): papers,
        ("mairie_passeport_bio", "Mairie équipée"): papers,
        ("Onac", "Onac"): Rule(("onac", "onacvg")),
        ("pole_emploi", "Pôle emploi"): Rule(("france_travail", "pole_emploi")),
        # Its own type; and labels that are no codes.
        ("caf", "Caisse d’allocations familiales"): Rule(("caf",)),
        ("Sécurité sociale des indépendants", "Sécurité sociale"): None,
        ("", "Établissement d’enseignement supérieur"): None,
        ("", ""): None,
    }

    assert {asked: shipped(*asked) for asked in cases} == cases


def test_only_what_may_be_answered_is_promised():
    assert may_be_answered(Asked("Mairie", "mairie"))
    assert may_be_answered(Asked("Mairie délivrant des cartes d'identité", ""))
    assert not may_be_answered(Asked("Établissement d’enseignement supérieur", ""))
    assert not may_be_answered(Asked("Un service", "un_type_que_personne_ne_connait"))


def test_distances_are_those_of_the_earth():
    assert distance_km((0.4, 44.8), (0.4, 44.8)) == 0
    # A degree of latitude.
    assert distance_km((0.4, 44.0), (0.4, 45.0)) == pytest.approx(111.2, abs=0.3)
