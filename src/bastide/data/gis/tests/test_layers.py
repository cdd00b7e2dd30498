"""The layers made from the territory, and what the script of the map is told of them."""

import re
from datetime import timedelta

import pytest
import shapely
from django.utils import timezone

from bastide.core.territory import actions as territory_actions
from bastide.core.territory.models import Correction, Office, Source
from bastide.data.gis import layers, settings_for_script
from bastide.data.gis.registry import map_layers
from bastide.kit.geostore import actions
from bastide.kit.geostore.models import Compilation, Layer
from bastide.kit.geostore.testing import decode_tile, empty_folder


@pytest.fixture
def store():
    """The folder of layers, found and left empty."""
    empty_folder()
    yield
    empty_folder()


def compiled():
    said = []
    actions.ask_for_what_changed(at=timezone.now())
    actions.compile_due(clock=timezone.now, say=said.append)
    return said


def test_contours_names_epci_and_town_halls_are_rows(valdorne):
    communes, names, epcis, halls = (
        {key: (shape, attributes) for key, shape, attributes in rows()}
        for rows in (layers.communes, layers.commune_names, layers.epcis, layers.town_halls)
    )

    assert set(communes) == set(names) == set(halls) == {"99001", "99002", "99003"}
    assert communes["99001"][1] == {
        "name": "Valbrune",
        "url": "/communes/valbrune/",
        "insee_code": "99001",
        "population": 829,
        "epci": "999000011",
    }
    assert shapely.from_wkb(communes["99002"][0]).bounds == pytest.approx((0.1, 44.8, 0.2, 44.9))
    [(shape, attributes)] = epcis.values()
    assert shape.bounds == pytest.approx((0.0, 44.8, 0.3, 44.9))
    assert attributes["url"] == "/intercommunalites/valdorne/"
    assert halls["99002"][1]["name"] == "Mairie du Peyrat"
    assert halls["99002"][1]["address"] == "1 place de la Halle, 99100 Le Peyrat"


def test_a_town_hall_is_shown_as_it_corrected_itself(valdorne):
    office = Office.objects.get(organisation=valdorne.valbrune.organisation)
    before = layers.contact_state()

    territory_actions.correct_office(
        office=office, field="phone", value="05 53 00 00 99", by=None, at=timezone.now() + timedelta(minutes=1)
    )

    assert layers.contact_state() != before
    assert {attributes["phone"] for key, _shape, attributes in layers.town_halls() if key == "99001"} == {
        "05 53 00 00 99"
    }
    corrected = layers.contact_state()
    territory_actions.withdraw_correction(
        correction=Correction.objects.get(), by=None, at=timezone.now() + timedelta(minutes=2)
    )
    assert layers.contact_state() != corrected


def test_a_load_of_the_reference_has_all_layers_read_again(valdorne):
    before = layers.reference_state(), layers.contact_state()

    Source.objects.create(slug="contours", title="t", producer="p", licence="l", version="1", loaded_at=timezone.now())

    assert all(state not in before for state in (layers.reference_state(), layers.contact_state()))
    assert len(layers.contact_state()) <= 200


def test_the_layers_are_compiled_and_the_script_is_told_where_they_are(client, valdorne, store):
    said = compiled()
    assert [line.partition(":")[0] for line in sorted(said)] == sorted(layer.name for layer in Layer.objects.all())

    told = client.get("/carte/reglages/").json()

    assert [each["id"] for each in told["layers"]] == ["communes", "intercommunalites", "mairies"]
    communes = told["layers"][0]
    assert communes["toneBy"] == "epci"
    assert communes["tones"] == [{"value": "999000011", "tone": 1}]
    assert communes["labels"]["source"] == "noms-des-communes"
    # The tile of 0.15 degrees east, 44.85 degrees north; 0.36 is where that parallel lies on the map of the world.
    zoom = communes["tileMin"]
    column, row = int(2**zoom * 180.15 / 360), int(2**zoom * 0.36)
    path = communes["tiles"].replace("{z}", str(zoom)).replace("{x}", str(column)).replace("{y}", str(row))
    tile = decode_tile(client.get(path).content)
    assert {feature["properties"]["name"] for feature in tile["communes"]} == {"Valbrune", "Le Peyrat", "Eyrenne"}


def test_unchanged_rows_make_no_version(valdorne, store):
    compiled()
    Source.objects.create(slug="contours", title="t", producer="p", licence="l", version="1", loaded_at=timezone.now())

    assert compiled() == []
    assert not Compilation.objects.exclude(state=Compilation.State.DONE).exists()


def test_without_layers_the_script_is_told_to_leave_the_drawing(client, valdorne):
    assert client.get("/carte/reglages/").json()["layers"] == []


def test_the_settings_cost_the_same_however_many_communes_there_are(
    client, valdorne, store, crowd, django_assert_num_queries
):
    compiled()
    client.get("/carte/reglages/")
    with django_assert_num_queries(4):
        client.get("/carte/reglages/")
    crowd(10)

    with django_assert_num_queries(4):
        client.get("/carte/reglages/")


def test_the_settings_are_taken_back_when_a_layer_changes(valdorne):
    assert settings_for_script.tags() == [
        "layer:communes",
        "layer:intercommunalites",
        "layer:lieux",
        "layer:mairies",
        "layer:noms-des-communes",
    ]


def test_files_of_the_library_that_were_never_copied_leave_the_drawing(client, valdorne, settings, monkeypatch):
    def missing(name):
        raise ValueError(name)

    monkeypatch.setattr(settings_for_script, "static", missing)

    assert client.get("/carte/reglages/").json()["library"] is None


def test_every_layer_of_the_map_has_words_and_rows():
    names = [name for name, _layer in map_layers]

    assert names
    for _name, layer in map_layers:
        assert re.fullmatch(r"[a-z0-9-]+", layer.layer)
        assert str(layer.title)
