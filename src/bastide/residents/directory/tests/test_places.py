from datetime import UTC, date, datetime, timedelta

import pytest

from bastide.core.journal.models import JournalLine
from bastide.residents.directory import actions
from bastide.residents.directory.models import Place, PlaceChange, Proposal
from bastide.residents.directory.testing import make_place

NOON = datetime(2026, 11, 26, 11, tzinfo=UTC)


def test_a_correction_is_taken_back_with_its_origin(valdorne, people):
    place = make_place(valdorne.valbrune.organisation, by=people.secretary)

    change = actions.edit_place(
        place=place, told={"phones": [{"value": "0553000077"}], "papi": {"mediators": 2}}, by=people.secretary, at=NOON
    )
    place.refresh_from_db()
    assert place.phone == "05 53 00 00 77"
    assert place.papi.mediators == 2
    assert place.origin_of("phones")["by"] == people.secretary.pk
    actions.undo_change(change=change, by=people.secretary, at=NOON)

    place = Place.objects.get()
    assert place.phone == "05 53 00 00 02"
    assert not hasattr(place, "papi")
    assert place.provenance == {}
    with pytest.raises(actions.AlreadyUndone):
        actions.undo_change(change=change, by=people.secretary, at=NOON)
    verbs = JournalLine.objects.order_by("number").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["directory.place_created", "directory.place_edited", "directory.change_undone"]


def test_a_correction_that_changes_nothing_confirms_the_record(valdorne, people):
    place = make_place(valdorne.valbrune.organisation, at=NOON - timedelta(days=500))
    assert Place.objects.stale(date(2026, 11, 26)).get() == place

    told = {"phones": [{"value": "05.53.00.00.02"}]}

    assert actions.edit_place(place=place, told=told, by=people.secretary, at=NOON) is None
    assert not Place.objects.stale(date(2026, 11, 26)).exists()


def test_a_period_replaces_the_usual_hours(valdorne):
    place = make_place(
        valdorne.valbrune.organisation,
        hours={"thu": [["08:30", "12:30"]]},
        periods=[
            {"from": "2026-11-20", "to": "2026-11-30", "hours": {"fri": [["10:00", "11:00"]]}, "reason": "Travaux"}
        ],
    )

    state = place.state(NOON)

    assert not state.is_open
    assert state.next_opening == "demain à 10\u00a0h"
    assert place.state(NOON + timedelta(days=7)).is_open


def test_the_records_of_a_body_are_out_of_reach_of_another(valdorne, people):
    place = make_place(valdorne.valbrune.organisation)
    change = actions.edit_place(place=place, told={"name": "Fournil"}, by=people.secretary, at=NOON)
    asked = Proposal.objects.create(organisation=place.organisation, kind="report", place=place, made_at=NOON)

    for rows, row in ((Place.objects, place), (PlaceChange.objects, change), (Proposal.objects, asked)):
        assert rows.managed_by(people.secretary).get() == row == rows.managed_by(people.pole).get()
        assert not rows.managed_by(people.neighbour).exists()
        assert not rows.managed_by(people.councillor).exists()
