"""The town halls of the portal, received many at a time when the directory is empty."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bastide.core.territory.models import Office
from bastide.core.territory.testing import add_communes
from bastide.residents.directory import actions, town_halls
from bastide.residents.directory.models import ExternalId, Place, ServedCommune

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NEVER_TWICE = {"id", "change", "place_id"}


def what_is_kept():
    """Places and what is known of them, without their numbers, by the number of their commune."""
    rows = [
        {name: value for name, value in row.items() if name not in NEVER_TWICE}
        for model, order in ((Place, "insee_code"), (ExternalId, "key"), (ServedCommune, "insee_code"))
        for row in model.objects.order_by(order).values()
    ]
    return [row | {"source_id": None} for row in rows]


def test_many_at_once_become_what_each_would_have_become(valdorne, monkeypatch):
    add_communes(valdorne, 3)
    assert town_halls.follow_all(MORNING) == 6
    at_once = what_is_kept()
    Place.objects.all().delete()
    monkeypatch.setattr(actions, "is_alone", lambda *, source: False)

    assert town_halls.follow_all(MORNING) == 6

    assert what_is_kept() == at_once


def test_the_same_again_changes_nothing_and_is_seen(valdorne):
    town_halls.follow_all(MORNING)

    assert town_halls.follow_all(NOON) == 0

    assert set(ExternalId.objects.values_list("seen_at", flat=True)) == {NOON}


def test_the_number_of_queries_does_not_follow_that_of_town_halls(valdorne):
    def asked():
        told = town_halls.source()
        records = [town_halls.record_of(office) for office in Office.objects.with_public_values().order_by("pk")]
        with CaptureQueriesContext(connection) as queries:
            actions.receive_first(records=[each for each in records if each.insee_code], source=told, at=MORNING)
        return len(queries)

    few = asked()
    Place.objects.all().delete()
    add_communes(valdorne, 20)

    assert asked() <= few


def test_a_town_hall_that_changed_is_written_alone(valdorne):
    town_halls.follow_all(MORNING)
    Office.objects.filter(organisation=valdorne.valbrune.organisation).update(phone="05 53 99 99 99")

    assert town_halls.follow_all(NOON) == 1

    place = Place.objects.get(insee_code=valdorne.valbrune.insee_code)
    assert [each["value"] for each in place.phones] == ["05 53 99 99 99"]
