"""Layers over HTTP."""

import gzip

import pytest
import shapely
from django.db.models import Q
from django.urls import reverse

from bastide.kit.geostore import actions
from bastide.kit.geostore.files import layer_files
from bastide.kit.geostore.models import Layer
from bastide.kit.geostore.registry import Access, accesses
from bastide.kit.geostore.testing import MONDAY, decode_tile, make_layer, make_version
from bastide.kit.http.ranges import OutOfRange, asked_range

pytestmark = pytest.mark.django_db

ROWS = [
    ("l1", shapely.Point(0.70, 44.90), {"nom": "Lavoir du bourg"}),
    ("l2", shapely.Point(0.72, 44.91), {"nom": "Fontaine basse"}),
]
#: Of the objects above.
TILE = {"zoom": 8, "x": 128, "y": 92}


@pytest.fixture
def version(tmp_path):
    return make_version(make_layer(), ROWS, {"nom": "text"}, tmp_path)


def tile_of(version, **at):
    return reverse("geostore:tile", kwargs={"name": "lavoirs", "hash": version.hash, **TILE, **at})


def archive_of(version):
    return reverse("geostore:archive", args=["lavoirs", version.hash])


def test_the_tilejson_leads_to_the_tiles_of_the_version_that_is_served(client, version):
    told = client.get("/carte/couches/lavoirs.json")

    found = told.json()
    assert found["tilejson"] == "3.0.0"
    assert found["bounds"] == [0.70, 44.90, 0.72, 44.91]
    assert found["vector_layers"][0]["fields"] == {"_key": "String", "nom": "String"}
    assert found["attribution"] == "Pôle de Valdorne, Licence Ouverte 2.0"
    assert found["minzoom"] <= TILE["zoom"] <= found["maxzoom"]
    assert "must-revalidate" in told["Cache-Control"]
    template = found["tiles"][0].removeprefix("http://testserver")
    assert client.get(template.format(z=8, x=128, y=92)).status_code == 200


def test_the_tilejson_follows_a_publication(client, version, tmp_path):
    other = make_version(version.layer, ROWS[:1], {"nom": "text"}, tmp_path)

    assert other.hash in client.get("/carte/couches/lavoirs.json").json()["tiles"][0]
    actions.roll_back(layer=version.layer, by=None, at=MONDAY)
    assert version.hash in client.get("/carte/couches/lavoirs.json").json()["tiles"][0]


def test_a_tile_is_compressed_named_and_kept_for_ever(client, version):
    answer = client.get(tile_of(version), headers={"Accept-Encoding": "gzip, br"})

    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies
    names = {feature["properties"]["nom"] for feature in decode_tile(answer.content)["lavoirs"]}
    assert names == {"Lavoir du bourg", "Fontaine basse"}


def test_a_reader_without_gzip_gets_the_same_tile(client, version):
    plain = client.get(tile_of(version))

    packed = client.get(tile_of(version), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain
    assert plain.content == gzip.decompress(packed.content)


def test_a_tile_that_one_has_is_not_sent_again(client, version):
    etag = client.get(tile_of(version))["ETag"]

    again = client.get(tile_of(version), headers={"If-None-Match": f'"other", W/{etag}'})

    assert again.status_code == 304
    assert again["ETag"] == etag
    assert again.content == b""


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ({"x": 5}, 204),
        ({"zoom": 22, "x": 0, "y": 0}, 204),
        ({"zoom": 2, "x": 4, "y": 0}, 404),
        ({"zoom": 25, "x": 0, "y": 0}, 404),
        ({"zoom": 10**30, "x": 0, "y": 0}, 404),
    ],
    ids=["nothing there", "too deep", "no such tile", "no such level", "absurd"],
)
def test_where_there_is_nothing_it_is_said(at, status, client, version):
    assert client.get(tile_of(version, **at)).status_code == status


@pytest.mark.parametrize("path", ["inconnue.json", "inconnue/0123/1/0/0.mvt", "lavoirs/0123.pmtiles"])
def test_an_unknown_layer_or_version_is_not_found(path, client, version):
    assert client.get(f"/carte/couches/{path}").status_code == 404


def test_a_version_that_is_no_longer_served_keeps_its_addresses(client, version, tmp_path):
    make_version(version.layer, ROWS[:1], {"nom": "text"}, tmp_path)

    assert client.get(tile_of(version)).status_code == 200


def test_a_layer_without_a_version_has_no_address(client):
    make_layer()

    assert client.get("/carte/couches/lavoirs.json").status_code == 404


def test_nothing_is_written_through_these_addresses(client, version):
    for address in ("/carte/couches/lavoirs.json", tile_of(version), archive_of(version)):
        assert client.post(address).status_code == 405


def test_the_archive_comes_whole_or_by_ranges(client, version):
    data = layer_files().read(version.tiles_name, 0, 10**6)

    whole = client.get(archive_of(version))
    part = client.get(archive_of(version), headers={"Range": "bytes=0-126"})
    end = client.get(archive_of(version), headers={"Range": "bytes=-10"})
    rest = client.get(archive_of(version), headers={"Range": "bytes=127-99999999"})
    head = client.head(archive_of(version), headers={"Range": "bytes=0-126"})

    assert (whole.status_code, whole.getvalue(), whole["Accept-Ranges"]) == (200, data, "bytes")
    assert (part.status_code, part.getvalue()) == (206, data[:127])
    assert part["Content-Range"] == f"bytes 0-126/{len(data)}"
    assert end.getvalue() == data[-10:]
    assert rest.getvalue() == data[127:]
    assert (head.status_code, head.content, head["Content-Length"]) == (206, b"", "127")
    assert whole["Content-Type"] == "application/vnd.pmtiles"


def test_a_range_past_the_end_is_refused(client, version):
    answer = client.get(archive_of(version), headers={"Range": f"bytes={10**9}-"})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{layer_files().size(version.tiles_name)}"


def test_a_range_of_another_archive_is_not_mixed_with_this_one(client, version):
    etag = client.get(archive_of(version))["ETag"]

    same = client.get(archive_of(version), headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(archive_of(version), headers={"Range": "bytes=0-9", "If-Range": '"another"'})

    assert same.status_code == 206
    assert other.status_code == 200
    assert client.get(archive_of(version), headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=5-", (5, 95)),
        ("bytes=-200", (0, 100)),
        ("bytes=90-500", (90, 10)),
        ("bytes=9-5", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("", None),
        (f"bytes={'9' * 40}-", None),
    ],
)
def test_ranges_are_read_by_the_letter(header, found):
    assert asked_range(header, 100) == found


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0"])
def test_ranges_of_nothing_are_refused(header):
    with pytest.raises(OutOfRange):
        asked_range(header, 100)


def test_a_private_layer_is_for_whom_an_app_lets_in(client, version, django_user_model, monkeypatch):
    Layer.objects.update(visibility=Layer.Visibility.PRIVATE)
    addresses = ["/carte/couches/lavoirs.json", tile_of(version), archive_of(version)]
    anne, jean = (django_user_model.objects.create_user(email=f"{who}@valdorne.example") for who in ("anne", "jean"))
    monkeypatch.setattr(accesses, "_plugs", {})
    accesses.plug("anne", Access(lambda user: Q(name="lavoirs") if user == anne else Q(pk__in=[])))

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    client.force_login(jean)
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    client.force_login(anne)
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_a_tile_costs_one_query(client, version, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(tile_of(version))


def test_the_tilejson_costs_one_query(client, version, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/carte/couches/lavoirs.json")
