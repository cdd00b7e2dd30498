"""What is packed is unpacked; what holds no places, or harms, is refused in French."""

import bz2
import gzip
import io
import json
import tarfile
import zipfile

import pytest

from bastide.residents.directory.sources import UnreadableSource, files, json_stream

from .records import V4, XML

pytestmark = pytest.mark.one_database


def packed(name, content):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return made.getvalue()


def zipped(**members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


DUMP = json.dumps({"service": [V4]}).encode()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(DUMP),
        bz2.compress(packed("../../a/data.gouv_local.json", DUMP)),
        zipped(**{"lisez-moi.md": b"x", "a.json": DUMP}),
        b"\xef\xbb\xbf" + DUMP,
        DUMP.decode().encode("utf-16"),
    ],
)
def test_what_is_packed_is_unpacked(lines, content):
    delivery, found = lines(content)

    assert (delivery.format, len(found)) == ("annuaire-v4", 1)


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/passwd">]><a>&b;&d;</a>'
REFUSED = [
    (b"", "empty", "vide"),
    (b"   \n", "empty", "vide"),
    (b"[]", "no-places", "aucune fiche"),
    (b"{}", "no-places", "aucune fiche"),
    (b'{"service": []}', "no-places", "aucune fiche"),
    (b'{"a": 1}', "no-name-column", "nom des lieux"),
    (b'[{"nom": "x", "couleur": "bleu"}]', "not-places", "ne contient pas de lieux"),
    (b'{"service": [' + json.dumps(V4).encode()[:-200], "truncated", "coup"),
    (b'{"service": [' + json.dumps(V4).encode() + b' {"b": 2}]}', "not-json", "JSON"),
    (b"[" * 200_000, "too-deep", "sans fin"),
    (b'[{"a":' + b"[" * 100_000, "too-deep", "sans fin"),
    (ENTITIES, "entities", "entités"),
    (b"<a><b></a>", "not-xml", "XML"),
    (b"<a><b/></a>", "unknown", "aucun organisme"),
    (XML[:-80], "truncated", "coupé"),
    (b"<x>" * 500, "too-deep", "sans fin"),
    (b"<!DOCTYPE html><html></html>", "web-page", "page web"),
    (b"a,b\n1,2\n", "no-name-column", "nom des lieux"),
    (b"\x00\x01\x02" * 100, "not-a-table", "tableau"),
    (gzip.compress(DUMP)[:100], "damaged", "archive"),
    (zipped(**{"a.txt": b"x", "b.exe": b"y"})[:-30], "damaged", "coupé"),
    (zipped(**{"b.exe": b"y"}), "nothing", "aucun fichier"),
]


@pytest.mark.parametrize(("content", "code", "word"), REFUSED, ids=range(len(REFUSED)))
def test_what_holds_no_places_is_refused_in_french(lines, content, code, word):
    with pytest.raises(UnreadableSource, match=word) as refused:
        lines(content)

    assert refused.value.code == code


def test_an_archive_that_swells_without_end_is_refused(lines, monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED", 100_000)

    with pytest.raises(UnreadableSource, match="démesurée"):
        lines(gzip.compress(b"[" + b" " * 1_000_000 + b"]"))


def test_a_record_without_end_is_refused(lines, monkeypatch):
    monkeypatch.setattr(json_stream, "_LARGEST", 100_000)

    with pytest.raises(UnreadableSource, match="liste de lieux"):
        lines(b'[{"nom": "' + b"a" * 1_000_000)
