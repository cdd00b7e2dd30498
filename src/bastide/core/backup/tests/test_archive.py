import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bastide.core.backup import sealing
from bastide.core.backup.archive import DESCRIPTION, Archive, File, Keeping, Manifest, content_path, new_name
from bastide.core.backup.errors import BackupError, Damaged, InUse, OtherVersion, WrongKey
from bastide.core.backup.stores import FolderStore

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    monkeypatch.setitem(sealing.COST, "n", 16)


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "archives")


@pytest.fixture
def archive(store):
    return Archive.open(store, "des mots", create=True)


def file_of(tmp_path, content, name="photo.jpg"):
    path = tmp_path / name
    path.write_bytes(content)
    return lambda: path.open("rb")


def manifest(name="20261124T120000Z-abcdef", *files, **fields):
    files = files or (File("base", "a" * 64, 3, 0),)
    values = {"release": "1", "vendor": "sqlite", "database": files[0], "folders": {"media": list(files[1:])}}
    return Manifest(name=name, taken_at=NOON, migrations=[("journal", "0001")], **{**values, **fields})


def test_a_content_is_stored_once_whatever_its_name(archive, tmp_path):
    first = archive.keep(file_of(tmp_path, b"the same", "a"))
    second = archive.keep(file_of(tmp_path, b"the same", "b"))

    assert first == (second[0], 8, 8)
    assert second[2] == 0
    assert b"".join(archive.read(first[0])) == b"the same"


def test_nothing_is_readable_on_the_disk_of_an_encrypted_archive(archive, store, tmp_path):
    archive.keep(file_of(tmp_path, b"carte d'identite"))
    archive.add(manifest())

    kept = [path.read_bytes() for path in store.root.rglob("*") if path.is_file() and path.name != DESCRIPTION]

    assert len(kept) >= 2
    assert not any(b"identite" in content or b"photo" in content or b"media" in content for content in kept)


def test_a_file_that_changes_while_it_is_read_is_read_again(archive, tmp_path):
    path, opened = tmp_path / "growing", []

    def source():
        opened.append(path.write_bytes(b"x" * min(len(opened) + 1, 4)))
        return path.open("rb")

    content, size, _added = archive.keep(source)

    assert b"".join(archive.read(content)) == b"x" * size == b"xxxx"


@pytest.mark.parametrize("harm", ["flip", "cut", "lose", "swap"])
def test_a_content_that_was_harmed_is_not_given_as_whole(archive, store, tmp_path, harm):
    content = archive.keep(file_of(tmp_path, b"the deed"))[0]
    other = archive.keep(file_of(tmp_path, b"another"))[0]
    path = store.root / content_path(content)
    sealed = path.read_bytes()
    {
        "flip": lambda: path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1])),
        "cut": lambda: path.write_bytes(sealed[:-1]),
        "lose": path.unlink,
        "swap": lambda: path.write_bytes((store.root / content_path(other)).read_bytes()),
    }[harm]()

    with pytest.raises(Damaged):
        b"".join(archive.read(content))


def test_the_right_key_is_asked_for(archive, store):
    with pytest.raises(WrongKey, match="pas celle"):
        Archive.open(store, "d'autres mots")
    with pytest.raises(WrongKey, match="chiffrées"):
        Archive.open(store, "")

    assert Archive.open(store, "des mots").is_encrypted


def test_a_key_where_nothing_is_encrypted_is_refused(store):
    Archive.open(store, "", create=True)

    with pytest.raises(WrongKey, match="ne sont pas chiffrées"):
        Archive.open(store, "des mots")


def test_a_folder_with_something_else_in_it_is_not_made_an_archive(store):
    store.root.mkdir()
    (store.root / "photos de vacances.zip").write_bytes(b"zip")

    with pytest.raises(BackupError, match="autre chose"):
        Archive.open(store, "", create=True)


def test_an_archive_of_another_format_is_refused(archive, store):
    path = store.root / DESCRIPTION
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))

    with pytest.raises(OtherVersion, match="format 2"):
        Archive.open(store, "des mots")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 1, "salt": "zz"}'])
def test_a_description_that_cannot_be_read_is_damaged(archive, store, text):
    (store.root / DESCRIPTION).write_text(text)

    with pytest.raises(Damaged):
        Archive.open(store, "des mots")


def test_a_backup_comes_back_as_it_was_listed(archive):
    kept = manifest("20261124T120000Z-abcdef", File("base", "a" * 64, 3, 0), File("été/a.txt", "b" * 64, 5, 7))

    archive.add(kept)

    assert archive.names() == [kept.name]
    assert archive.manifest(kept.name) == kept


def test_a_list_that_took_the_name_of_another_is_refused(archive, store):
    archive.add(manifest())
    (store.root / "backups/20261124T120000Z-abcdef").rename(store.root / "backups/20261125T120000Z-abcdef")

    with pytest.raises(Damaged, match="nom d’une autre"):
        archive.manifest("20261125T120000Z-abcdef")


@pytest.mark.parametrize("path", ["/etc/passwd", "../up", "a/../../up", "", "a\0b"])
def test_a_list_that_names_a_file_outside_its_folder_is_refused(archive, path):
    archive.add(manifest("20261124T120000Z-abcdef", File("base", "a" * 64, 3, 0), File(path, "b" * 64, 5, 7)))

    with pytest.raises(Damaged, match="hors de son dossier"):
        archive.manifest("20261124T120000Z-abcdef")


@pytest.mark.parametrize("name", ["../../etc/passwd", "20261124T120000Z", "", "20261124T120000Z-ffffff"])
def test_a_backup_that_is_not_there_is_said(archive, name):
    with pytest.raises(BackupError, match="n’existe pas"):
        archive.manifest(name)


def test_what_only_a_removed_backup_needed_goes_and_nothing_else(archive, tmp_path):
    shared, old, new = (archive.keep(file_of(tmp_path, text))[0] for text in (b"shared", b"old", b"new"))
    archive.add(manifest("20261123T120000Z-aaaaaa", File("base", old, 3, 0), File("f", shared, 6, 0)))
    archive.add(manifest("20261124T120000Z-bbbbbb", File("base", new, 3, 0), File("f", shared, 6, 0)))

    assert archive.remove(["20261123T120000Z-aaaaaa"]) == 1
    assert [archive.holds(content) for content in (shared, old, new)] == [True, False, True]


def test_two_backups_at_once_are_refused(store):
    with store.lock(), pytest.raises(InUse), store.lock():
        pass


def test_a_write_that_fails_leaves_nothing(store):
    def broken():
        yield b"half"
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        store.write("contents/aa/aa", broken())

    assert list(store.names("")) == []
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(moments, min_size=1, max_size=60), st.integers(0, 7), st.integers(0, 5), st.integers(0, 12))
def test_the_newest_backup_stays_and_no_period_keeps_two(when, days, weeks, months):
    names = [new_name(at) for at in when]

    kept = Keeping(days, weeks, months).kept(names)

    assert max(names) in kept
    assert kept <= set(names)
    assert len(kept) <= days + weeks + months + 1


def test_a_daily_backup_leaves_days_weeks_and_months():
    names = [new_name(NOON - timedelta(days=days)) for days in range(400)]

    kept = sorted(Keeping(7, 5, 12).kept(names), reverse=True)

    assert [name[:8] for name in kept[:8]] == [f"202611{day}" for day in (24, 23, 22, 21, 20, 19, 18, 15)]
    assert {name[:6] for name in kept} == {f"2026{month:02}" for month in range(1, 12)} | {"202512"}
