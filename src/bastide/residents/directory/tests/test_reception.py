from datetime import UTC, date, datetime, timedelta

import pytest

from bastide.residents.directory import actions
from bastide.residents.directory.actions import Outcome
from bastide.residents.directory.models import Contact, ExternalId, Place, Proposal
from bastide.residents.directory.testing import make_place, make_record, make_source

NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)


def receive(record, source, at=NOON):
    return actions.receive_record(record=record, source=source, by=None, at=at)


def test_a_record_becomes_a_place_and_the_same_record_changes_nothing(valdorne):
    source = make_source()
    record = make_record(valdorne, as_of=date(2026, 11, 20), phones=[Contact("0553000009")], pivots={"msap": ["99001"]})

    first = receive(record, source)
    second = receive(record, source, NOON + timedelta(days=1))

    place = Place.objects.get()
    assert (first.outcome, second.outcome) == (Outcome.CREATED, Outcome.UNCHANGED)
    assert place.is_published
    assert place.commune == valdorne.valbrune
    assert place.organisation == valdorne.pole
    assert place.phones == [{"value": "05 53 00 00 09", "label": ""}]
    assert place.origin_of("phones") == {"source": source.slug, "on": "2026-11-20", "by": None, "ours": False}
    assert Place.objects.serving("99001").get() == place
    assert not Place.objects.serving("99002").exists()
    assert ExternalId.objects.get().seen_at == NOON + timedelta(days=1)


def test_an_update_writes_its_own_fields_and_flags_what_people_of_here_said(valdorne, people):
    source = make_source()
    place = receive(make_record(valdorne, phones=[Contact("0553000009")], summary="Pain et journaux."), source).place
    actions.edit_place(place=place, told={"phones": [{"value": "05 53 00 00 10"}]}, by=people.pole, at=NOON)
    changed = make_record(
        valdorne, phones=[Contact("0553000011")], summary="Pain, journaux, gaz.", as_of=date(2026, 12, 1)
    )

    receipt = receive(changed, source)
    again = receive(changed, source)

    place.refresh_from_db()
    asked = Proposal.objects.get()
    assert receipt.outcome is Outcome.FLAGGED
    assert again.outcome is Outcome.UNCHANGED
    assert receipt.changed == ["summary"]
    assert receipt.flagged == ["phones"]
    assert "téléphones" in receipt.reasons[-1]
    assert place.phone == "05 53 00 00 10"
    assert place.origin_of("phones")["ours"]
    assert place.summary == "Pain, journaux, gaz."
    assert place.origin_of("summary")["on"] == "2026-12-01"
    assert asked.values["phones"]["theirs"] == [{"value": "05 53 00 00 11", "label": ""}]


@pytest.mark.parametrize(
    ("told", "outcome", "said"),
    [
        ({"name": " "}, Outcome.REFUSED, "Nom : Ce lieu n’a pas de nom."),
        ({"category": "shop.spaceport"}, Outcome.REFUSED, "n’est pas un genre de lieu connu"),
        ({"key": ""}, Outcome.REFUSED, "n’a pas de numéro"),
        ({"lon": 44.851, "lat": 0.051}, Outcome.CREATED, "étaient inversées"),
        ({"lon": 12.5, "lat": 41.9}, Outcome.CREATED, "n’est pas en France"),
        ({"lon": "là", "lat": "bas"}, Outcome.CREATED, "ne sont pas des nombres"),
        ({"hours": {"mon": [["08:00", "12:00"], ["11:00", "14:00"]]}}, Outcome.CREATED, "se chevauchent"),
        ({"phones": [Contact("douze")]}, Outcome.CREATED, "n’est pas un numéro"),
        ({"siret": "123"}, Outcome.CREATED, "quatorze chiffres"),
        ({"papi": {"mediators": "trois"}}, Outcome.CREATED, "Médiateurs numériques"),
        ({"stops": [{"days": ["mon"], "opens": "09:00", "closes": "08:00"}]}, Outcome.CREATED, "avant de commencer"),
    ],
)
def test_bad_values_are_said_and_the_rest_goes_in(valdorne, told, outcome, said):
    record = make_record(valdorne)
    for name, value in told.items():
        setattr(record, name, value)
    if "stops" in told:
        record.values = lambda: make_record(valdorne).values() | told

    receipt = actions.foresee_record(record=record, source=make_source())

    assert receipt.outcome is outcome
    assert any(said in reason for reason in receipt.reasons), receipt.reasons


def test_a_place_that_we_know_otherwise_waits_for_somebody_to_decide(valdorne):
    known = make_place(valdorne.pole, name="Epicerie des tilleuls", insee_code="99001", lon=0.0511, lat=44.8511)
    source = make_source(kind="table", slug="tableau")

    receipt = receive(make_record(valdorne), source)
    receive(make_record(valdorne), source)

    assert receipt.outcome is Outcome.DUPLICATE
    assert receipt.place == known
    assert "le même nom, à 14 m" in receipt.reasons[-1]
    assert Place.objects.count() == 1
    assert Proposal.objects.waiting().get().record["name"] == "Épicerie des Tilleuls"


def test_what_a_source_has_no_more_is_asked_about_unless_all_of_it_is_gone(valdorne):
    source = make_source()
    receipts = [
        receive(make_record(valdorne, key=f"n{number}", name=f"{word} du bourg", lon=0.01 * number, lat=44.8), source)
        for number, word in enumerate(["Scierie", "Auberge", "Poterie"])
    ]
    tomorrow = NOON + timedelta(days=1)

    def close(kept):
        for name in kept:
            number = int(name[1:])
            word = ["Scierie", "Auberge", "Poterie"][number]
            receive(
                make_record(valdorne, key=name, name=f"{word} du bourg", lon=0.01 * number, lat=44.8), source, tomorrow
            )
        return actions.close_reception(
            reception=actions.Reception(source, receipts), by=None, at=tomorrow, is_complete=True
        )

    said = close(["n0", "n2"])

    assert said == ["« Auberge du bourg » n’est plus dans cette source."]
    assert Proposal.objects.get().kind == "gone"
    assert Place.objects.published().count() == 3


def test_a_delivery_that_lost_a_fifth_touches_nothing(valdorne):
    source = make_source()
    for number in range(12):
        ExternalId.objects.create(
            source=source, key=str(number), place=make_place(valdorne.pole, name=f"Lieu {number}"), seen_at=NOON
        )

    said = actions.close_reception(
        reception=actions.Reception(source, []), by=None, at=NOON + timedelta(days=1), is_complete=True
    )

    assert "12 lieux sur 12 manquent" in said[0]
    assert not Proposal.objects.exists()
    assert not ExternalId.objects.exclude(gone_at=None).exists()


def test_a_body_speaks_for_itself_and_for_nobody_next_door(valdorne, people):
    hall = make_place(valdorne.valbrune.organisation, name="Mairie de Valbrune", category="public.town_hall", phones=[])
    bakery = make_place(valdorne.valbrune.organisation, phones=[])
    theirs = make_source("annuaire", "liste-du-peyrat", organisation=valdorne.le_peyrat.organisation)
    false = [Contact("06 00 00 00 01")]
    told = {"source": theirs, "by": people.neighbour, "at": NOON}

    refused = actions.receive_record(
        record=make_record(valdorne, key="m", name="Mairie de Valbrune", category="public.town_hall", phones=false),
        **told,
    )
    asked = actions.receive_record(
        record=make_record(valdorne, key=f"lieu:{bakery.slug}", name=bakery.name, category="shop.bakery", phones=false),
        **told,
    )
    served = actions.receive_record(
        record=make_record(
            valdorne, key="p", name="Fausse préfecture", category="public.prefecture", lon=None, lat=None,
            insee_code="99002", pivots={"prefecture": ["99001", "99002"]},
        ),
        **told,
    )  # fmt: skip

    assert (refused.outcome, asked.outcome) == (actions.Outcome.REFUSED, actions.Outcome.DUPLICATE)
    for place in (hall, bakery):
        place.refresh_from_db()
        assert place.phones == []
    assert Proposal.objects.get().organisation == valdorne.valbrune.organisation
    assert [each.insee_code for each in served.place.served.all()] == ["99002"]
    with pytest.raises(actions.UnusableValue, match="mairie"):
        make_place(valdorne.le_peyrat.organisation, category="public.town_hall", insee_code="99001")
    disguised = make_place(valdorne.le_peyrat.organisation, insee_code="99001")
    with pytest.raises(actions.UnusableValue, match="mairie"):
        actions.edit_place(place=disguised, told={"category": "public.town_hall"}, by=people.neighbour, at=NOON)
    assert make_place(valdorne.pole, category="public.town_hall", insee_code="99001").is_published
