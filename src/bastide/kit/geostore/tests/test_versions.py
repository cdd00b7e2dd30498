"""Making, publishing, rolling back."""

from pathlib import Path

import pytest
import shapely

from bastide.kit.geostore import actions, queries
from bastide.kit.geostore.files import layer_files
from bastide.kit.geostore.models import Publication, Version
from bastide.kit.geostore.problems import BuildRefused, LayerUnreadable
from bastide.kit.geostore.testing import MONDAY, decode_tile, make_layer, make_version

pytestmark = pytest.mark.django_db

COLUMNS = {"nom": "text", "bassins": "integer"}


def wash_houses(*extra):
    return [
        ("l1", shapely.Point(0.70, 44.90), {"nom": "Lavoir du bourg", "bassins": 2}),
        ("l2", shapely.Point(0.72, 44.91), {"nom": "Fontaine basse", "bassins": 1}),
        ("l3", shapely.box(0.74, 44.92, 0.75, 44.93), {"nom": "Grand lavoir", "bassins": None}),
        *extra,
    ]


def test_a_published_version_is_what_readers_get(tmp_path):
    layer = make_layer()

    version = make_version(layer, wash_houses(), COLUMNS, tmp_path)

    served = queries.current_version("lavoirs")
    assert served == version
    assert [f.key for f in queries.in_box(served, (0.69, 44.89, 0.73, 44.92)).features] == ["l1", "l2"]
    tile = decode_tile(queries.tile(served, 8, 128, 92))
    assert {f["properties"]["nom"] for f in tile["lavoirs"]} == {"Lavoir du bourg", "Fontaine basse", "Grand lavoir"}


def test_the_same_rows_in_another_order_are_the_same_version(tmp_path):
    layer = make_layer()
    first = make_version(layer, wash_houses(), COLUMNS, tmp_path)

    again = make_version(layer, reversed(wash_houses()), COLUMNS, tmp_path)

    assert again == first
    assert layer.versions.count() == 1
    assert layer.publications.count() == 1


def test_publishing_and_rolling_back_change_what_is_served_and_keep_the_history(tmp_path):
    layer = make_layer()
    first = make_version(layer, wash_houses(), COLUMNS, tmp_path)
    more = wash_houses(("l4", shapely.Point(0.7, 44.9), {"nom": "Lavoir neuf", "bassins": 3}))
    second = make_version(layer, more, COLUMNS, tmp_path)

    actions.roll_back(layer=layer, by=None, at=MONDAY)

    assert queries.current_version("lavoirs") == first
    assert queries.item(queries.current_version("lavoirs"), "l4") is None
    assert [(p.version, p.kind) for p in layer.publications.order_by("pk")] == [
        (first, Publication.Kind.PUBLISHED),
        (second, Publication.Kind.PUBLISHED),
        (first, Publication.Kind.ROLLED_BACK),
    ]


def test_a_layer_with_one_version_cannot_be_rolled_back(tmp_path):
    layer = make_layer()
    make_version(layer, wash_houses(), COLUMNS, tmp_path)

    with pytest.raises(actions.NothingBefore):
        actions.roll_back(layer=layer, by=None, at=MONDAY)

    assert queries.current_version("lavoirs") is not None


def test_a_version_that_misses_a_file_is_not_published(tmp_path):
    layer = make_layer()
    first = make_version(layer, wash_houses(), COLUMNS, tmp_path)
    more = wash_houses(("l4", shapely.Point(0.7, 44.9), {"nom": "Lavoir neuf", "bassins": 3}))
    second = make_version(layer, more, COLUMNS, tmp_path, publish=False)
    layer_files().delete(second.tiles_name)

    with pytest.raises(LayerUnreadable):
        actions.publish(version=second, by=None, at=MONDAY)

    assert queries.current_version("lavoirs") == first


def test_a_layer_without_objects_has_a_version_and_no_tiles(tmp_path):
    version = make_version(make_layer(), [], COLUMNS, tmp_path)

    assert version.tiles_name == ""
    assert queries.in_box(version, (0, 44, 1, 45)).features == []
    assert queries.nearest(version, 0.7, 44.9).features == []
    assert queries.tile(version, 8, 128, 92) is None
    assert [column.name for column in version.manifest.columns] == ["nom", "bassins"]
    assert queries.problems_of(version) == []


def test_an_object_without_a_shape_is_kept_and_drawn_nowhere(tmp_path):
    lost = ("l9", None, {"nom": "Lavoir perdu", "bassins": 1})

    version = make_version(make_layer(), wash_houses(lost), COLUMNS, tmp_path)

    assert queries.item(version, "l9").wkb is None
    assert queries.item(version, "l9").to_geojson()["geometry"] is None
    assert version.row_count == 4
    assert len(queries.in_box(version, (-180, -90, 180, 90)).features) == 3


def test_a_key_that_two_objects_share_is_refused(tmp_path, settings):
    twins = [("l1", shapely.Point(0.7, 44.9), {}), ("l1", shapely.Point(0.8, 44.9), {})]

    with pytest.raises(BuildRefused, match="n’est pas unique"):
        make_version(make_layer(), twins, {}, tmp_path)

    assert Version.objects.count() == 0
    assert list(Path(settings.LAYERS_BUILD_DIR).iterdir()) == []


def test_shapes_off_the_globe_are_refused(tmp_path):
    lambert = [("l1", shapely.Point(515_000, 6_420_000), {})]

    with pytest.raises(BuildRefused, match="hors du globe"):
        make_version(make_layer(), lambert, {}, tmp_path)
