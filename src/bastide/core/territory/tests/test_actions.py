from datetime import UTC, date, datetime, timedelta

import pytest

from bastide.core.journal.models import JournalLine
from bastide.core.territory import actions
from bastide.core.territory.models import Correction, FormerName, Mandate, Office

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = AT.date()

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(django_user_model):
    return django_user_model.objects.create_user("agent@valbrune.example")


@pytest.fixture
def office(valdorne):
    return valdorne.valbrune.organisation.office


def correct(office, agent, at=AT, **values):
    return actions.correct_office_fields(office=office, values=values, by=agent, at=at)


def shown(office, field):
    return Office.objects.with_public_values().get(pk=office.pk).value(field)


def test_a_correction_wins_over_the_reference_until_it_is_withdrawn(office, agent):
    [correction] = correct(office, agent, phone="0553 11 11 11")

    assert shown(office, "phone") == "05 53 11 11 11"
    actions.withdraw_correction(correction=correction, by=agent, at=AT + timedelta(hours=1))
    assert shown(office, "phone") == "05 53 00 00 01"


def test_a_second_correction_takes_the_place_of_the_first(office, agent):
    correct(office, agent, phone="05 53 11 11 11")

    correct(office, agent, at=AT + timedelta(hours=1), phone="05 53 22 22 22")

    assert shown(office, "phone") == "05 53 22 22 22"
    assert Correction.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_saying_the_same_again_changes_nothing(office, agent):
    [first] = correct(office, agent, phone="05 53 11 11 11")

    [second] = correct(office, agent, at=AT + timedelta(hours=1), phone="05.53.11.11.11")

    assert first == second
    assert JournalLine.objects.count() == 1


def test_undoing_brings_back_what_was_shown_before_for_the_whole_gesture(office, agent):
    correct(office, agent, phone="05 53 11 11 11")
    correct(office, agent, at=AT + timedelta(hours=1), phone="05 53 22 22 22", city="Valbrune-le-Haut")

    actions.undo_corrections(correction=Correction.objects.get(field="city"), by=agent, at=AT + timedelta(hours=2))

    assert shown(office, "phone") == "05 53 11 11 11"
    assert shown(office, "city") == "Valbrune"


def test_a_gesture_is_undone_once(office, agent):
    [correction] = correct(office, agent, phone="05 53 11 11 11")
    actions.undo_corrections(correction=correction, by=agent, at=AT)

    with pytest.raises(actions.AlreadyWithdrawn):
        actions.undo_corrections(correction=correction, by=agent, at=AT)
    with pytest.raises(actions.AlreadyWithdrawn):
        actions.withdraw_correction(correction=correction, by=agent, at=AT)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("phone", "12", "dix chiffres"),
        ("email", "mairie", "adresse"),
        ("website", "pas une adresse", "URL"),
        ("postcode", "2400000", "caractères"),
        ("accessibility", "peut-être", "choix valide"),
        ("hours", {"mon": [["12:00", "08:00"]]}, "doit venir après"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words(office, agent, field, value, message):
    with pytest.raises(actions.UnusableValue, match=message):
        actions.correct_office(office=office, field=field, value=value, by=agent, at=AT)

    assert not Correction.objects.exists()


def test_only_some_fields_are_corrected(office, agent):
    with pytest.raises(actions.NotCorrectable):
        actions.correct_office(office=office, field="lon", value=0.3, by=agent, at=AT)


def test_closed_all_week_and_unknown_are_told_apart(office, agent):
    correct(office, agent, hours={})
    closed = Office.objects.with_public_values().get(pk=office.pk).state(AT)
    correct(office, agent, at=AT + timedelta(hours=1), hours=None)
    unknown = Office.objects.with_public_values().get(pk=office.pk).state(AT)

    assert (str(closed), str(unknown)) == ("Fermé", "Horaires non connus")


def test_a_closure_is_shown_and_can_be_removed(office, agent):
    closure = actions.add_closure(office=office, starts_on=TODAY, ends_on=TODAY, reason="congés", by=agent, at=AT)
    closed = Office.objects.with_public_values().get(pk=office.pk).state(AT)

    actions.remove_closure(closure=closure, by=agent, at=AT)

    assert (closed.is_open, closed.closure.reason) == (False, "congés")
    assert Office.objects.with_public_values().get(pk=office.pk).state(AT).is_open


def test_a_closure_over_another_or_the_wrong_way_round_is_refused(office, agent):
    actions.add_closure(office=office, starts_on=TODAY, ends_on=TODAY, by=agent, at=AT)

    with pytest.raises(actions.ClosureOverlaps):
        actions.add_closure(
            office=office, starts_on=TODAY - timedelta(days=1), ends_on=TODAY + timedelta(days=1), by=agent, at=AT
        )
    with pytest.raises(actions.UnusableValue):
        actions.add_closure(office=office, starts_on=TODAY, ends_on=TODAY - timedelta(days=1), by=agent, at=AT)


def set_mayor(valdorne, agent, **changes):
    person = {"first_name": "Rose", "last_name": "Bru", "function": "mayor", "title": "Maire"} | changes
    return actions.set_local_mandate(organisation=valdorne.valbrune.organisation, by=agent, at=AT, **person)


def in_force(valdorne):
    return [str(each) for each in valdorne.valbrune.organisation.mandates.in_force_on(TODAY)]


def test_a_new_mayor_takes_the_place_of_the_one_before(valdorne, agent):
    set_mayor(valdorne, agent)

    assert in_force(valdorne) == ["Rose Bru, Maire"]
    assert Mandate.objects.get(last_name="Dutilh", organisation=valdorne.valbrune.organisation).ended_on == TODAY


def test_a_mayor_given_by_the_commune_hides_the_one_that_a_load_brings_later(valdorne, agent):
    set_mayor(valdorne, agent)
    Mandate.objects.create(
        organisation=valdorne.valbrune.organisation,
        first_name="Aline",
        last_name="Dutilh",
        function="mayor",
        title="Maire",
        reference_id="7",
    )

    assert in_force(valdorne) == ["Rose Bru, Maire"]


def test_a_person_known_twice_is_shown_once(valdorne, agent):
    set_mayor(valdorne, agent, function="councillor", title="Conseillère municipale")
    Mandate.objects.create(
        organisation=valdorne.valbrune.organisation,
        first_name="Rose",
        last_name="BRU",
        function="councillor",
        title="Conseillère municipale",
    )

    assert in_force(valdorne) == ["Aline Dutilh, Maire", "Rose Bru, Conseillère municipale"]


def test_a_mandate_that_ended_is_shown_no_more(valdorne, agent):
    mandate = valdorne.valbrune.organisation.mandates.get()

    actions.end_mandate(mandate=mandate, by=agent, at=AT)

    assert in_force(valdorne) == []
    with pytest.raises(actions.AlreadyEnded):
        actions.end_mandate(mandate=mandate, by=agent, at=AT)


def test_a_former_name_gets_an_address_that_nobody_holds(valdorne, agent):
    former = actions.record_former_name(
        commune=valdorne.valbrune, name="Valbrune-l’Évêque", insee_code="99077", by=agent, at=AT
    )

    assert former.slug == "valbrune-l-eveque"
    with pytest.raises(actions.AddressTaken):
        actions.record_former_name(commune=valdorne.eyrenne, name="Valbrune l'Eveque", by=agent, at=AT)
    with pytest.raises(actions.AddressTaken):
        actions.record_former_name(commune=valdorne.eyrenne, name="Le Peyrat", by=agent, at=AT)
    with pytest.raises(actions.UnusableValue):
        actions.record_former_name(commune=valdorne.eyrenne, name=" ", by=agent, at=AT)
    assert FormerName.objects.count() == 1


def test_each_gesture_leaves_a_line_in_french_with_its_body(valdorne, office, agent):
    correct(office, agent, phone="05 53 11 11 11")
    set_mayor(valdorne, agent)
    actions.add_closure(office=office, starts_on=date(2026, 12, 24), ends_on=date(2027, 1, 1), by=agent, at=AT)

    lines = JournalLine.objects.order_by("number")
    assert [line.sentence.replace("\u00a0", " ") for line in lines] == [
        "agent@valbrune.example a corrigé l’information « téléphone » (Commune de Valbrune).",
        "agent@valbrune.example a ajouté aux élus : Rose Bru, Maire.",
        "agent@valbrune.example a annoncé la fermeture "
        "du jeudi 24 décembre au vendredi 1er janvier (Commune de Valbrune).",
    ]
    assert {line.organisation_id for line in lines} == {valdorne.valbrune.organisation_id}


def test_pages_that_show_the_body_are_made_again(office, agent, purged):
    correct(office, agent, phone="05 53 11 11 11")

    assert purged == {f"organisation:{office.organisation_id}", f"territory:{office.organisation.territory_id}"}


@pytest.fixture
def purged(monkeypatch):
    """Tags of the pages that were taken back."""
    tags = set()
    monkeypatch.setattr(actions, "purge", lambda *given: tags.update(given))
    return tags


def test_values_and_state_of_all_offices_take_three_queries(valdorne, django_assert_num_queries):
    with django_assert_num_queries(3):
        for office in Office.objects.with_public_values():
            office.value("phone")
            office.state(AT)
