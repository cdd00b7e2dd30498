"""Rows of an app, made versions when they change."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import shapely

from bastide.kit.geostore import actions, clockwork, queries
from bastide.kit.geostore.building import write_rows
from bastide.kit.geostore.models import Compilation, Layer, Version
from bastide.kit.geostore.problems import BuildRefused
from bastide.kit.geostore.registry import LiveLayer, layers
from bastide.kit.geostore.testing import MONDAY, make_layer
from bastide.kit.registry.sockets import Socket

pytestmark = pytest.mark.django_db

COLUMNS = {"nom": "text", "places": "integer", "tarif": "number", "ouvert": "boolean", "depuis": "date"}


class Places:
    """The rows of an app, and how often they were read."""

    def __init__(self):
        self.rows = {"gite": (shapely.Point(0.7, 44.9), {"nom": "Gîte « l’Étape »", "places": 6})}
        self.readings = 0
        self.change_while_read = None

    def read(self):
        self.readings += 1
        for key, (shape, values) in list(self.rows.items()):
            yield key, shape, values
        if self.change_while_read is not None:
            self.change_while_read()

    def fingerprint(self):
        return repr(self.rows)


@pytest.fixture
def places(monkeypatch):
    """One live layer, and no other."""
    known = Places()
    monkeypatch.setattr(layers, "_plugs", {})
    plug = LiveLayer("Gîtes", "Pôle", "Licence Ouverte 2.0", COLUMNS, known.read, known.fingerprint, versions_kept=1)
    layers.plug("gites", plug)
    return known


def tick(said=None, at=MONDAY):
    clockwork.compile_layers(at, (said if said is not None else []).append)


def test_a_live_layer_is_compiled_and_published_at_the_first_tick(places):
    said = []

    tick(said)

    served = queries.current_version("gites")
    assert queries.item(served, "gite").properties == {
        "nom": "Gîte « l’Étape »",
        "places": 6,
        "tarif": None,
        "ouvert": None,
        "depuis": None,
    }
    assert served.layer.kind == Layer.Kind.ROWS
    assert said == ["gites: version 1, 1 rows"]


def test_every_type_of_value_comes_back_as_it_was(places):
    values = {
        "nom": 'Cap\n\t"é"',
        "places": 2**40,
        "tarif": Decimal("12.5"),
        "ouvert": False,
        "depuis": date(1899, 2, 1),
    }
    places.rows["tout"] = (shapely.to_wkb(shapely.Point(0.71, 44.91)), values)

    tick()

    found = queries.item(queries.current_version("gites"), "tout")
    assert found.properties == {**values, "tarif": 12.5}
    assert found.shape == shapely.Point(0.71, 44.91)


def test_rows_that_did_not_change_are_not_even_read_again(places):
    tick()

    tick(at=MONDAY + timedelta(minutes=1))

    assert places.readings == 1


def test_asked_again_without_a_change_no_version_is_made(places):
    tick()
    for _time in range(3):
        actions.ask_for_compilation(name="gites", at=MONDAY)

    tick()

    assert places.readings == 2
    assert Version.objects.count() == 1


def test_a_changed_row_makes_the_next_version(places):
    tick()
    places.rows["gite"][1]["places"] = 8

    tick()

    assert queries.item(queries.current_version("gites"), "gite").properties["places"] == 8
    assert queries.current_version("gites").number == 2


def test_what_changes_while_it_is_read_is_read_again(places):
    def change():
        places.change_while_read = None
        places.rows["camping"] = (shapely.Point(0.8, 44.8), {"nom": "Camping"})
        actions.ask_for_compilation(name="gites", at=MONDAY + timedelta(seconds=5))

    places.change_while_read = change

    tick()

    # The two steps of one tick: the second reading comes after the change.
    assert places.readings == 2
    assert queries.current_version("gites").row_count == 2


def test_a_row_that_is_not_as_declared_is_told_and_the_former_version_stays(places, caplog):
    tick()
    places.rows["camping"] = (shapely.Point(0.8, 44.8), {"etoiles": 3})
    caplog.set_level("CRITICAL", logger="bastide")

    tick()

    work = Compilation.objects.get(name="gites")
    assert work.state == Compilation.State.DUE
    assert "etoiles" in work.last_error
    assert queries.current_version("gites").number == 1


@pytest.mark.parametrize("value", [object(), float("nan"), {1}], ids=["object", "nan", "set"])
def test_a_value_that_cannot_be_kept_is_refused(value, tmp_path):
    with pytest.raises(BuildRefused, match="gite"):
        write_rows([("gite", None, {"tarif": value})], {"tarif": "number"}, tmp_path / "rows.parquet")

    assert list(tmp_path.iterdir()) == []


def test_old_versions_give_up_their_files_and_not_their_history(places):
    for count in range(4):
        places.rows["gite"][1]["places"] = count
        tick()

    actions.sweep(at=MONDAY + timedelta(days=400), say=lambda line: None)

    states = dict(Version.objects.values_list("number", "state"))
    assert states == {4: "ready", 3: "ready", 2: "retired", 1: "retired"}
    assert queries.problems_of(Version.objects.get(number=3)) == []
    assert "manque" in queries.problems_of(Version.objects.get(number=2))[0]
    with pytest.raises(actions.VersionRetired):
        actions.publish(version=Version.objects.get(number=2), by=None, at=MONDAY)


def test_a_delivery_does_not_take_the_place_of_an_apps_rows(places):
    tick()

    with pytest.raises(actions.WrongKind):
        make_layer("gites")


def test_a_layer_that_nobody_offers_cannot_be_asked_for(places):
    with pytest.raises(actions.UnknownLayer):
        actions.ask_for_compilation(name="inconnue", at=MONDAY)


def test_an_unknown_type_of_column_is_refused_at_start_up():
    with pytest.raises(ValueError, match="colour"):
        LiveLayer("Gîtes", "Pôle", "LO", {"nom": "colour"}, list)


def test_plugs_of_a_test_go_nowhere_else():
    assert isinstance(layers, Socket)
    assert "gites" not in layers
