"""Who answers to a pivot, or to a title where there is none: each of the State's, and nobody who is something else."""

import csv
from pathlib import Path

import pytest
from django.utils import timezone

from bastide.residents.comarquage import actions, answering
from bastide.residents.comarquage.forms import RuleForm
from bastide.residents.comarquage.local import Asked, LocalAnswers, distance_km, may_be_answered
from bastide.residents.comarquage.models import PivotRule
from bastide.residents.comarquage.pivot_names import NAMES
from bastide.residents.comarquage.pivots import RULES, Names, Rule, code_of, shipped
from bastide.residents.directory.models import CATEGORIES, Place, PlaceSource, ServedCommune, by_annuaire_type

PIVOTS = Path(__file__).resolve().parents[5].parent / "shared/data/comarquage/pivots-vdd-3.3.tsv"
real_pivots = pytest.mark.skipif(not PIVOTS.is_file(), reason="the real samples are not beside the checkout")


@pytest.mark.one_database
def test_pivots_and_titles_lead_to_types_of_places():
    town_hall = Rule(("mairie", "mairie_com"))
    papers = Rule(("mairie", "mairie_com"), needs_recueil_device=True)
    cases = {
        ("mairie", "Mairie"): town_hall,
        ("", "Mairie"): town_hall,
        ("depotDossierPACS", "Mairie"): town_hall,
        ("", "Mairie délivrant des cartes d'identité"): papers,
        ("", "Mairie délivrant des passeports"): papers,
        ("", "Mairie équipée d’une borne"): papers,
        ("mairie_passeport_bio", "Mairie équipée"): papers,
        ("Onac", "Onac"): Rule(("onac", "onacvg")),
        ("Onac-vg", "Onac"): Rule(("onac", "onacvg")),
        ("pole_emploi", "Pôle emploi"): Rule(("france_travail", "pole_emploi")),
        ("Sécurité sociale des indépendants", "Sécurité sociale"): Rule(("cpam", "urssaf")),
        # Its own type, whatever its capitals; of a label, what stands in brackets.
        ("caf", "Caisse d’allocations familiales"): Rule(("caf",)),
        ("Coordonnées des secrétariats généraux (SGAMI)", "Secrétariat"): Rule(("sgami",)),
        ("un_type_de_2027", "Service"): Rule(("un_type_de_2027",)),
        ("", "Établissement d’enseignement supérieur"): None,
        ("", ""): None,
    }

    assert {asked: shipped(*asked) for asked in cases} == cases


@pytest.mark.one_database
def test_every_rule_speaks_of_kinds_that_there_are():
    assert set(NAMES) == set(RULES)
    for code, rule in RULES.items():
        assert code == code_of(code)
        assert {*rule.kinds, *rule.among} <= set(CATEGORIES), code
        assert rule.types or rule.nearby_kinds, code
        assert rule.is_town_hall or rule.needs_recueil_device or set(rule.kinds).isdisjoint(rule.among), code


@pytest.mark.one_database
def test_only_what_may_be_answered_is_promised():
    assert may_be_answered(Asked("Mairie", "mairie"))
    assert may_be_answered(Asked("Mairie délivrant des cartes d'identité", ""))
    assert may_be_answered(Asked("Médecin", "medecin"))
    assert not may_be_answered(Asked("Établissement d’enseignement supérieur", ""))
    assert not may_be_answered(Asked("Ambassade", "ambassade_france_etranger"))
    assert not may_be_answered(Asked("Un service", "un_type_que_personne_ne_connait"))


@pytest.mark.one_database
def test_distances_are_those_of_the_earth():
    assert distance_km((0.4, 44.8), (0.4, 44.8)) == 0
    # A degree of latitude.
    assert distance_km((0.4, 44.0), (0.4, 45.0)) == pytest.approx(111.2, abs=0.3)


def insert(valdorne, rows):
    """Places of (name, kind), all at Valbrune's middle, by one query."""
    commune, today = valdorne.valbrune, timezone.localdate()
    source, _new = PlaceSource.objects.get_or_create(slug="essai", defaults={"kind": "table", "title": "Essai"})
    start = Place.objects.count()
    return Place.objects.bulk_create(
        Place(
            organisation=valdorne.pole, source=source, source_on=today, confirmed_on=today, changed_at=timezone.now(),
            slug=f"essai-{number}", name=name, category=kind, status="published", lon=commune.lon, lat=commune.lat,
            insee_code=commune.insee_code, commune=commune,
        )
        for number, (name, kind) in enumerate(rows, start=start)
    )  # fmt: skip


def contacts(valdorne, *asked):
    answers = LocalAnswers(valdorne.valbrune, timezone.now()).read(asked)
    return {answer.asked.pivot or answer.asked.title: [each.name for each in answer.contacts] for answer in answers}


@real_pivots
@pytest.mark.django_db
def test_each_pivot_of_the_state_finds_who_serves_the_commune(valdorne):
    """All 171 of the sets of 2020: the place of the first type that the rule names, and no other."""
    with PIVOTS.open(encoding="utf-8") as file:
        asked = {
            row["pivot"]: Asked(row["commonest_title"], row["pivot"]) for row in csv.DictReader(file, delimiter="\t")
        }
    rules = {pivot: shipped(pivot, each.title) for pivot, each in asked.items()}
    assert len(rules) == 171
    assert all(rules.values())
    of_types = {pivot: rule for pivot, rule in rules.items() if rule.types and not rule.is_town_hall}
    of_types = {pivot: rule for pivot, rule in of_types.items() if not rule.needs_recueil_device}
    kinds = by_annuaire_type()
    firsts = sorted({rule.types[0] for rule in of_types.values()})
    places = insert(valdorne, [(f"Le service {each}", kinds.get(each, "public.other")) for each in firsts])
    code = valdorne.valbrune.insee_code
    ServedCommune.objects.bulk_create(
        ServedCommune(place=place, service_type=each, insee_code=code)
        for place, each in zip(places, firsts, strict=True)
    )

    found = contacts(valdorne, *(asked[pivot] for pivot in of_types))

    for pivot, rule in of_types.items():
        assert found[pivot][:1] == [f"Le service {rule.types[0]}"], pivot
    by_kind = [pivot for pivot, rule in rules.items() if not rule.types]
    assert sorted(by_kind) == sorted(set(by_kind))
    for pivot in rules:
        if pivot not in of_types and pivot not in by_kind:
            assert rules[pivot].is_town_hall or rules[pivot].needs_recueil_device


@pytest.mark.django_db
def test_a_place_that_says_nothing_of_whom_it_serves_answers_by_its_kind_or_its_name(
    valdorne, django_assert_max_num_queries
):
    insert(
        valdorne,
        [
            ("Cpam de Valbrune", "public.social_security"),
            ("Maître Untel, notaire", "public.justice"),
            ("Point-justice de Valbrune", "public.justice"),
            ("Docteur Untel", "health.doctor"),
            ("Crèche des Lutins", "social.early_childhood"),
            ("Relais petite enfance", "social.early_childhood"),
            ("Adil de la Dorne", "public.housing"),
            ("Mission locale", "public.employment"),
            ("École du Moulin", "education.primary_school"),
            ("Communauté de communes d’ailleurs", "public.epci"),
        ],
    )
    wanted = {
        Asked("Caisse primaire d'assurance maladie (CPAM)", "cpam"): ["Cpam de Valbrune"],
        # A health insurance is no family allowance.
        Asked("Caisse d'allocations familiales (Caf)", "caf"): [],
        Asked("Notaire", "notaire"): ["Maître Untel, notaire"],
        Asked("Tribunal administratif", "ta"): [],
        Asked("Permanence juridique", "permanence_juridique"): ["Point-justice de Valbrune"],
        Asked("Médecin", "medecin"): ["Docteur Untel"],
        Asked("Crèche", "creche"): ["Crèche des Lutins"],
        Asked("Relais d'assistantes maternelles (Ram)", "relais_assistante_maternelle"): ["Relais petite enfance"],
        Asked("Agence départementale pour l'information sur le logement (Adil)", "adil"): ["Adil de la Dorne"],
        Asked("Pôle emploi", "pole_emploi"): [],
        Asked("Mission locale", "mission_locale"): ["Mission locale"],
        Asked("Établissement scolaire", "etablissement_scolaire"): ["École du Moulin"],
        # Another EPCI is none of ours, however near.
        Asked("Établissement public de coopération intercommunale (EPCI)", "epci"): [],
        Asked("Ambassade ou consulat français à l'étranger", "ambassade_france_etranger"): [],
    }

    with django_assert_max_num_queries(6):
        found = contacts(valdorne, *wanted)

    assert found == {asked.pivot: names for asked, names in wanted.items()}


@pytest.mark.django_db
def test_the_poles_own_rule_wins_by_kind_by_title_or_by_saying_nobody(valdorne, people):
    insert(valdorne, [("Cpam de Valbrune", "public.social_security"), ("L’Entraide", "association.solidarity")])
    at = timezone.now()
    caf, cpam = Asked("Caf", "caf"), Asked("Caisse primaire", "cpam")
    restaurant = Asked("Restaurant du cœur", "")
    assert contacts(valdorne, caf, cpam, restaurant) == {"caf": [], "cpam": ["Cpam de Valbrune"], restaurant.title: []}

    told = {"organisation": valdorne.pole, "by": people.pole, "at": at}
    actions.write_rule(pivot="CAF", kinds=["association.solidarity"], **told)
    actions.write_rule(pivot="cpam", is_nobody=True, **told)
    actions.write_rule(pivot="Restaurant du cœur", kinds=["association.solidarity"], **told)

    assert contacts(valdorne, caf, cpam, restaurant) == {
        "caf": ["L’Entraide"], "cpam": [], restaurant.title: ["L’Entraide"],
    }  # fmt: skip


@pytest.mark.django_db
def test_a_shipped_rule_saved_as_it_is_shown_answers_as_before(valdorne, people):
    insert(valdorne, [("Maître Untel, notaire", "public.justice"), ("Tribunal de Valbrune", "public.justice")])
    notary = Asked("Notaire", "notaire")
    assert contacts(valdorne, notary) == {"notaire": ["Maître Untel, notaire"]}
    told = {"organisation": valdorne.pole, "by": people.pole, "at": timezone.now()}

    for pivot in (*RULES, "Mairie équipée"):
        form = RuleForm(answering.initial_of(valdorne.pole, pivot))
        assert form.is_valid(), (pivot, form.errors)
        rule = PivotRule(**{key: value for key, value in form.cleaned_data.items() if key != "pivot"}).rule
        before = shipped(pivot, "") if pivot in RULES else shipped("", pivot)
        assert (rule.types, rule.nearby_kinds) == (before.types, before.nearby_kinds), pivot
        assert set(rule.kinds) == set(before.kinds), pivot
        assert Names.of(rule, pivot, "").words == Names.of(before, pivot, "").words, pivot
    for pivot in ("notaire", "Notaire"):
        form = RuleForm(answering.initial_of(valdorne.pole, pivot))
        assert form.is_valid()
        actions.write_rule(**told, **form.cleaned_data)

    assert contacts(valdorne, notary) == {"notaire": ["Maître Untel, notaire"]}
    assert PivotRule.objects.count() == 1
