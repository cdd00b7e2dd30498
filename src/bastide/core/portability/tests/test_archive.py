"""What is no archive of ours, or was touched, is refused before anything of it is used."""

import hashlib
import io
import json
import zipfile

import pytest

from bastide.core.portability.archive import FORMAT, Manifest, Reader, Writer, digest_of, printable
from bastide.core.portability.errors import BadArchive


def manifest(**fields):
    return Manifest(body={"name": "Valbrune"}, taken_at="2026-11-26", release="1", **fields)


def whole(tmp_path):
    path = tmp_path / "a.zip"
    writer = Writer(path)
    count = writer.add_rows("news.newsitem", iter([{"key": 1, "values": {"title": "é"}}]))
    digest = writer.add_file(b"picture")
    assert writer.add_file(b"picture") == digest
    assert writer.close(manifest(rows={"news.newsitem": count})) == digest_of(path)
    return path, digest


def made(parts, told=None, **fields):
    """An archive with `parts`; its manifest says the truth of them unless `told` does."""
    said = {name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for name, content in parts}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(vars(manifest(parts=said if told is None else told, **fields))))
    return file


def test_what_was_written_is_read_again(tmp_path):
    path, digest = whole(tmp_path)

    with path.open("rb") as file:
        reader = Reader.open(file)
        assert list(reader.rows("news.newsitem")) == [{"key": 1, "values": {"title": "é"}}]
        assert list(reader.rows("news.other")) == []
        assert reader.file(digest) == b"picture"
        with pytest.raises(BadArchive):
            reader.file("0" * 64)
        reader.close()
    assert (reader.manifest.row_count, reader.manifest.file_count) == (1, 1)


ROW = b'{"key": 1, "values": {}}\n'
HASH = hashlib.sha256(b"x").hexdigest()
BOMB = b"\0" * 2_000_000


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b""),
        io.BytesIO(b"PK\x03\x04 no archive"),
        made([("../../etc/passwd", b"x")]),
        made([("rows/../a.jsonl", ROW)]),
        made([(f"files/{'0' * 64}", b"x")]),
        made([("rows/news.item.jsonl", ROW)], told={}),
        made([], told={f"files/{HASH}": {"sha256": HASH, "size": 1}}),
        made([(f"files/{HASH}", b"x")], told={f"files/{HASH}": {"sha256": HASH, "size": 2}}),
        made([("rows/news.item.jsonl", BOMB)], told={"rows/news.item.jsonl": {"sha256": HASH, "size": 10}}),
        made([("rows/news.item.jsonl", ROW)], told={"rows/news.item.jsonl": {"sha256": HASH, "size": 10**12}}),
        made([("rows/news.item.jsonl", ROW)], told={"rows/news.item.jsonl": "x"}),
        made([], format=FORMAT + 1),
        made([], rows=[]),
        made([], rows={"news.item": "\x1b[2J"}),
    ],
)
def test_what_was_touched_is_refused(file):
    with pytest.raises(BadArchive):
        Reader.open(file)


def test_two_parts_of_one_name_and_cut_archives_are_refused(tmp_path):
    twice = made([])
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("manifest.json", "{}")
    with pytest.raises(BadArchive):
        Reader.open(twice)
    content = whole(tmp_path)[0].read_bytes()
    for length in range(0, len(content), 37):
        with pytest.raises(BadArchive):
            Reader.open(io.BytesIO(content[:length]))


@pytest.mark.parametrize(
    "line", [b"[]\n", b'{"key": 1}\n', b'{"values": []}\n', b'{"values": {"lon": NaN}}', b"[" * 100_000, b"\xff"]
)
def test_a_line_that_is_no_row_is_refused(line):
    reader = Reader.open(made([("rows/news.item.jsonl", line)]))

    with pytest.raises(BadArchive):
        list(reader.rows("news.item"))


def test_what_an_archive_says_of_itself_moves_no_cursor():
    assert printable("Val\x1b[2Jbrune\n") == "Val[2Jbrune"
    assert len(printable("a" * 1000)) == 120


def test_what_unfolds_to_far_more_than_it_is_is_not_unfolded(monkeypatch):
    monkeypatch.setattr("bastide.core.portability.archive.LARGEST_MANIFEST", 100_000)
    Reader.open(made([("rows/news.item.jsonl", BOMB[:90_000])])).close()

    with pytest.raises(BadArchive):
        Reader.open(made([("rows/news.item.jsonl", BOMB)]))
