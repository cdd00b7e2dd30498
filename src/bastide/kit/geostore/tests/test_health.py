from datetime import UTC, datetime
from pathlib import Path

import pytest
from shapely import Point

from bastide.kit.geostore import health
from bastide.kit.geostore.files import layer_files
from bastide.kit.geostore.folders import layers
from bastide.kit.geostore.testing import empty_folder, make_layer, make_version
from bastide.kit.health.registry import Level, checks

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_published_layer_whose_files_are_gone_is_bad(tmp_path, django_assert_num_queries):
    assert health.layers(NOON).level is Level.OFF
    for name in ("lavoirs", "fontaines"):
        make_version(make_layer(name), [("1", Point(0.5, 44.8), {"nom": "Le Peyrat"})], {"nom": "text"}, tmp_path)

    with django_assert_num_queries(1):
        assert health.layers(NOON).level is Level.GOOD

    empty_folder()
    found = health.layers(NOON)
    assert found.level is Level.BAD
    assert "lavoirs" in found.sentence


@pytest.mark.django_db
def test_a_published_layer_without_its_tiles_is_bad(tmp_path):
    version = make_version(make_layer(), [("1", Point(0.5, 44.8), {"nom": "Le Peyrat"})], {"nom": "text"}, tmp_path)
    layer_files().delete(version.tiles_name)

    assert health.layers(NOON).level is Level.BAD

    empty_folder()


def test_a_missing_layer_takes_no_node_away_from_visitors():
    assert not dict(checks)["geostore.layers"].is_vital


def test_layers_are_saved_from_their_folder_and_left_to_their_bucket(settings):
    settings.LAYERS_STORAGE = {"BACKEND": "bastide.kit.geostore.files.folder.Folder", "folder": "layers"}
    assert layers() == Path("layers")

    settings.LAYERS_STORAGE = {"BACKEND": "bastide.kit.geostore.files.bucket.Bucket", "bucket": "couches"}
    assert layers() is None
