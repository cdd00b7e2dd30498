"""Archives to mistrust, and those to open."""

from __future__ import annotations

import bz2
import gzip
import io
import stat
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bastide.kit.geostore.deliveries.answers import DeliveryRefused, Limits
from bastide.kit.geostore.deliveries.archives import Gate, Member, safe_path, unpack_tar, unpack_zip

COLLECTION = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nom":"a"},'
    b'"geometry":{"type":"Point","coordinates":[0.5,44.9]}}]}'
)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def everything_in(folder: Path) -> set[Path]:
    return {path.resolve() for path in folder.rglob("*")}


NAMES = st.one_of(
    st.text(min_size=1, max_size=30),
    st.lists(
        st.sampled_from(["..", ".", "a", "b.shp", "/", "\\", "C:", "", "~", "\0", "é.csv", "nul"]),
        min_size=1,
        max_size=6,
    ).map("/".join),
    st.lists(st.sampled_from(["..", "a", "b.geojson", "C:"]), min_size=1, max_size=5).map("\\".join),
)


@given(name=NAMES)
def test_a_path_that_is_let_through_stays_inside(name):
    root = Path("/somewhere/private")

    with suppress(DeliveryRefused):
        path = safe_path(name)

        assert not path.is_absolute()
        assert ".." not in path.parts
        assert (root / path).resolve().is_relative_to(root)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(members=st.dictionaries(NAMES.map(lambda name: name + ".csv"), st.binary(max_size=40), max_size=5))
def test_whatever_a_zip_names_nothing_is_written_outside(tmp_path_factory, members):
    home = tmp_path_factory.mktemp("zip")
    inside = home / "inside"
    try:
        zipped(home / "delivery.zip", members)
    except (ValueError, IndexError):
        return
    before = everything_in(home)

    with suppress(DeliveryRefused):
        unpack_zip(home / "delivery.zip", inside, Limits())

    assert all(path.is_relative_to(inside) for path in everything_in(home) - before)


@given(sizes=st.lists(st.integers(0, 10**12), max_size=30), packed=st.integers(0, 10**9))
def test_a_gate_never_lets_more_through_than_its_limits(sizes, packed):
    limits = Limits(unpacked_size=10**9, members=20, ratio=100)
    gate = Gate(packed, limits)

    with suppress(DeliveryRefused):
        for number, size in enumerate(sizes):
            gate.admit(Member(f"{number}.csv", size))

        assert len(sizes) <= 20
        assert sum(sizes) <= min(10**9, 100 * max(packed, 1_000))


@pytest.mark.parametrize(
    "name",
    ["../couche.geojson", "a/../../couche.geojson", "/etc/couche.geojson", "C:\\couche.geojson", "..\\couche.geojson"],
)
def test_a_zip_that_leads_out_is_refused_with_the_name(tmp_path, refused, name):
    refusal = refused(zipped(tmp_path / "livraison.zip", {name: COLLECTION}))

    assert refusal.code == "archive-path"
    assert name in refusal.message


def test_a_link_in_a_zip_is_refused(tmp_path, refused):
    with zipfile.ZipFile(tmp_path / "livraison.zip", "w") as archive:
        link = zipfile.ZipInfo("couche.geojson")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    refusal = refused(tmp_path / "livraison.zip")

    assert refusal.code == "archive-link"
    assert "couche.geojson" in refusal.message


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path, refused):
    refusal = refused(zipped(tmp_path / "livraison.zip", {"couche.csv": b"0" * 20_000_000}))

    assert refusal.code == "archive-ratio"


def test_a_zip_that_lies_about_a_size_is_stopped_while_it_is_read(tmp_path, refused):
    path = zipped(tmp_path / "livraison.zip", {"couche.geojson": COLLECTION + b" " * 5_000})
    content = bytearray(path.read_bytes())
    true, false = len(COLLECTION + b" " * 5_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    path.write_bytes(bytes(content).replace(true, false))

    assert refused(path).code == "archive-damaged"


def test_too_many_members_are_refused(tmp_path, refused, small):
    members = {f"{number}.csv": b"lon;lat\n1;45\n" for number in range(21)}

    assert refused(zipped(tmp_path / "livraison.zip", members), limits=small).code == "archive-members"


@pytest.mark.parametrize("inner", ["autre.zip", "a/b/autre.7z", "couche.geojson.gz"])
def test_an_archive_in_an_archive_is_refused(tmp_path, refused, inner):
    refusal = refused(zipped(tmp_path / "livraison.zip", {inner: b"PK", "couche.geojson": COLLECTION}))

    assert refusal.code == "archive-nested"
    assert inner in refusal.message


def test_two_members_of_one_name_are_refused(tmp_path, refused):
    assert (
        refused(zipped(tmp_path / "livraison.zip", {"A.geojson": COLLECTION, "a.GEOJSON": COLLECTION})).code
        == "archive-twice"
    )


@pytest.mark.parametrize("part", [0.3, 0.7, 0.98])
def test_a_zip_cut_short_is_refused(tmp_path, refused, part):
    path = zipped(tmp_path / "livraison.zip", {"couche.geojson": COLLECTION * 20, "b.pdf": bytes(range(256)) * 20})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])

    refusal = refused(path)

    assert refusal.code == "archive-damaged"
    assert "livraison.zip" in refusal.message


def test_a_zip_whose_content_changed_is_refused(tmp_path, refused):
    path = zipped(tmp_path / "livraison.zip", {"couche.geojson": COLLECTION})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("couche.geojson", COLLECTION)
    path.write_bytes(path.read_bytes().replace(b"44.9", b"45.9"))

    assert refused(path).code == "archive-damaged"


def test_a_zip_with_a_password_is_refused(tmp_path, refused):
    path = zipped(tmp_path / "livraison.zip", {"couche.geojson": COLLECTION})
    content = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1
    path.write_bytes(bytes(content))

    assert refused(path).code == "archive-locked"


def test_a_link_in_a_folder_is_refused(tmp_path, refused):
    (tmp_path / "livraison").mkdir()
    (tmp_path / "secret.geojson").write_bytes(COLLECTION)
    (tmp_path / "livraison/couche.geojson").symlink_to(tmp_path / "secret.geojson")

    assert refused(tmp_path / "livraison").code == "archive-link"


def tarred(path: Path, info: tarfile.TarInfo, content: bytes = b"") -> Path:
    with tarfile.open(path, "w:bz2") as archive:
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("../couche.thf", tarfile.REGTYPE, "archive-path"),
        ("couche.thf", tarfile.SYMTYPE, "archive-link"),
        ("couche.thf", tarfile.LNKTYPE, "archive-link"),
        ("couche.thf", tarfile.FIFOTYPE, "archive-path"),
    ],
)
def test_a_tar_to_mistrust_is_refused(tmp_path, refused, name, kind, code):
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""

    assert refused(tarred(tmp_path / "feuille.tar.bz2", info)).code == code


def test_a_tar_cut_short_is_refused(tmp_path):
    path = tarred(tmp_path / "feuille.tar.bz2", tarfile.TarInfo("couche.thf"), bytes(range(256)) * 400)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(DeliveryRefused) as caught:
        unpack_tar(path, tmp_path / "inside", Limits())

    assert caught.value.code == "archive-damaged"


def test_a_tar_bomb_is_stopped(tmp_path, refused):
    assert (
        refused(tarred(tmp_path / "feuille.tar.bz2", tarfile.TarInfo("a.vec"), b"0" * 3_000_000)).code
        == "archive-ratio"
    )


def test_a_compressed_geojson_is_read_as_the_cadastre_gives_it(tmp_path, read):
    path = tmp_path / "cadastre-24322-parcelles.json.gz"
    path.write_bytes(gzip.compress(COLLECTION))

    assert read(path).reading.format == "GeoJSON"


def test_a_compressed_file_cut_short_or_too_thin_is_refused(tmp_path, refused):
    cut, bomb = tmp_path / "a.json.gz", tmp_path / "b.json.gz"
    cut.write_bytes(gzip.compress(COLLECTION)[:-12])
    bomb.write_bytes(gzip.compress(b" " * 30_000_000))

    assert refused(cut).code == "archive-damaged"
    assert refused(bomb).code == "archive-ratio"


def test_what_is_not_a_layer_is_left_in_the_zip(tmp_path):
    path = zipped(
        tmp_path / "livraison.zip", {"Pieces/reglement.pdf": b"x", "__MACOSX/._a.shp": b"x", "D/a.geojson": COLLECTION}
    )

    unpack_zip(path, tmp_path / "inside", Limits())

    assert [found.name for found in (tmp_path / "inside").rglob("*") if found.is_file()] == ["a.geojson"]


def test_a_bz2_that_is_no_tar_is_refused(tmp_path, refused):
    (tmp_path / "a.bz2").write_bytes(bz2.compress(COLLECTION))

    assert refused(tmp_path / "a.bz2").code == "archive-damaged"
