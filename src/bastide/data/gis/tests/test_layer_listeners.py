import pytest
from shapely import Point

from bastide.core.accounts.testing import make_person
from bastide.core.journal.models import JournalLine
from bastide.kit.geostore import actions
from bastide.kit.geostore.testing import MONDAY, empty_folder, make_layer, make_version


@pytest.fixture(autouse=True)
def store():
    """The folder of layers, left empty."""
    yield
    empty_folder()


def version_of(layer, folder, *names):
    rows = [(name, Point(0.5, 44.8), {"nom": name}) for name in names]
    return make_version(layer, rows, {"nom": "text"}, folder, publish=False)


def lines():
    found = JournalLine.objects.filter(verb__startswith="gis.").order_by("number")
    return [(line.verb, line.target_label, line.organisation_id, line.actor_id, line.data) for line in found]


@pytest.mark.django_db
def test_publishing_a_layer_and_stepping_back_leave_a_line_each(valdorne, tmp_path):
    town_hall, person = valdorne.valbrune.organisation, make_person("equipe@pole.example")
    layer = make_layer("lavoirs", owner_id=town_hall.pk)
    first, second = version_of(layer, tmp_path, "Le Peyrat"), version_of(layer, tmp_path, "Le Peyrat", "La Font")
    for version in (first, second):
        actions.publish(version=version, by=person, at=MONDAY)

    actions.roll_back(layer=layer, by=person, at=MONDAY)

    about = ("lavoirs", town_hall.pk, person.pk)
    assert lines() == [
        ("gis.layer_published", *about, {"version": 1, "rows": 1}),
        ("gis.layer_published", *about, {"version": 2, "rows": 2}),
        ("gis.layer_rolled_back", *about, {"version": 1, "rows": 1}),
    ]


@pytest.mark.django_db
def test_what_changes_nothing_leaves_no_line_and_the_clock_has_no_name(tmp_path):
    version = version_of(make_layer("fontaines"), tmp_path, "Le Peyrat")

    actions.publish(version=version, by=None, at=MONDAY)
    actions.publish(version=version, by=None, at=MONDAY)

    assert lines() == [("gis.layer_published", "fontaines", None, None, {"version": 1, "rows": 1})]
