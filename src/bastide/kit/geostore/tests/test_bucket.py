"""Layers in a bucket, against an S3 of our own on loopback."""

import types

import boto3
import pytest
import shapely
from moto.server import ThreadedMotoServer

from bastide.kit.geostore import queries, testing
from bastide.kit.geostore.files.bucket import Bucket
from bastide.kit.geostore.problems import LayerUnreadable, StorageRefused
from bastide.kit.geostore.testing import make_layer, make_version

pytestmark = pytest.mark.django_db

ROWS = [("l1", shapely.Point(0.70, 44.90), {"nom": "Lavoir"}), ("l2", shapely.Point(0.9, 44.91), {"nom": "Fontaine"})]


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def place(endpoint):
    """A bucket, and how the settings name it."""
    at = {"endpoint_url": endpoint, "region_name": "us-east-1"}
    boto3.client("s3", aws_access_key_id="key", aws_secret_access_key="s3cr3t", **at).create_bucket(Bucket="couches")
    return {
        "bucket": "couches",
        "prefix": "layers",
        "endpoint": endpoint,
        "region": "us-east-1",
        "key": "key",
        "secret": "s3cr3t",
    }


@pytest.fixture
def in_bucket(place, settings):
    settings.LAYERS_STORAGE = {"BACKEND": "bastide.kit.geostore.files.bucket.Bucket", **place}
    testing.forget()
    yield
    testing.empty_folder()
    testing.forget()


@pytest.mark.usefixtures("in_bucket")
def test_a_layer_in_a_bucket_is_read_as_one_in_a_folder(client, tmp_path):
    version = make_version(make_layer(), ROWS, {"nom": "text"}, tmp_path)

    assert [f.key for f in queries.in_box(version, (0.6, 44.8, 0.8, 45)).features] == ["l1"]
    assert [f.key for f in queries.nearest(version, 0.9, 44.9).features] == ["l2", "l1"]
    assert queries.tile(version, 8, 128, 92)
    assert queries.problems_of(version) == []
    part = client.get(f"/carte/couches/lavoirs/{version.hash}.pmtiles", headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.getvalue()) == (206, b"PMTiles")


@pytest.mark.usefixtures("in_bucket")
def test_a_file_that_is_gone_from_the_bucket_is_told(tmp_path):
    version = make_version(make_layer(), ROWS, {"nom": "text"}, tmp_path)
    testing.empty_folder()

    assert ["manque" in line for line in queries.problems_of(version)] == [True, True]
    with pytest.raises(LayerUnreadable):
        queries.tile(version, 8, 128, 92)


def test_a_bucket_that_does_not_exist_is_told(place, tmp_path):
    (tmp_path / "file").write_bytes(b"data")

    with pytest.raises(StorageRefused, match="n’existe pas"):
        Bucket(**{**place, "bucket": "ailleurs"}).put(tmp_path / "file", "lavoirs/0.parquet")


@pytest.mark.parametrize(
    ("code", "told"),
    [("InvalidAccessKeyId", "clé n’est pas connue"), ("SignatureDoesNotMatch", "secret"), ("AccessDenied", "droit")],
)
def test_a_wrong_key_is_told_and_nothing_of_it_is_shown(code, told, place, tmp_path):
    (tmp_path / "file").write_bytes(b"data")
    files = Bucket(**place)
    answer = {"Error": {"Code": code, "Message": "no"}}

    def refuse(**_):
        return types.SimpleNamespace(status_code=403, headers={}), answer

    files.client.meta.events.register("before-call.s3.PutObject", refuse)

    with pytest.raises(StorageRefused, match=told) as caught:
        files.put(tmp_path / "file", "lavoirs/0.parquet")

    assert "s3cr3t" not in str(caught.value)


def test_a_service_that_does_not_answer_is_told(place, tmp_path):
    with pytest.raises(LayerUnreadable, match="ne répond pas"):
        Bucket(**{**place, "endpoint": "http://127.0.0.1:9"}).size("lavoirs/0.parquet")
