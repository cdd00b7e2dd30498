"""Killed, out of room, damaged: the former version is served, and nothing stays half-written."""

import contextlib
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import shapely

from bastide.kit.geostore import actions, disk, queries
from bastide.kit.geostore.building import Origin, write_rows
from bastide.kit.geostore.files import layer_files
from bastide.kit.geostore.problems import LayerUnreadable, NoSpaceLeft, StorageRefused
from bastide.kit.geostore.testing import MONDAY, make_layer, make_version
from bastide.kit.tasks.testing import processes_on_this_database

#: Tries again and again to publish the rows of a file, and is killed a little later each time.
KILLED = """
import os, signal, sys
from pathlib import Path
from django.db import connections
from bastide.kit.geostore import actions, queries
from bastide.kit.geostore.building import Origin
from bastide.kit.geostore.models import Layer
from bastide.kit.geostore.registry import Listener, listeners
from bastide.kit.geostore.testing import MONDAY

class Killer:
    def __init__(self, moments):
        self.moments = moments

    def pass_by(self, *_):
        if not self.moments:
            os.kill(os.getpid(), signal.SIGKILL)
        self.moments -= 1

    step = advance = close = pass_by

def attempt(moment):
    killer = Killer(moment)
    listeners.plug("killer", Listener(killer.pass_by))
    version = actions.add_version(
        layer=Layer.objects.get(name="lavoirs"), intermediate=Path(sys.argv[1]), origin=Origin("later"), at=MONDAY,
        progress=killer,
    )
    killer.pass_by()
    actions.publish(version=version, by=None, at=MONDAY)
    os._exit(0)

for moment in range(100):
    connections.close_all()
    if not (pid := os.fork()):
        attempt(moment)
    died = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    served = queries.current_version("lavoirs")
    print(moment, "killed" if died else "done", served.number, len(queries.problems_of(served)), flush=True)
    if not died:
        break
"""

#: A file may not grow past so many bytes, one of `argv[2:]`: what a full disk does to every writer.
FULL = """
import resource, signal, sys
from pathlib import Path
from bastide.kit.geostore import actions
from bastide.kit.geostore.building import Origin
from bastide.kit.geostore.models import Layer
from bastide.kit.geostore.problems import NoSpaceLeft
from bastide.kit.geostore.testing import MONDAY

layer = Layer.objects.get(name="lavoirs")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for room in sys.argv[2:]:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
    try:
        actions.add_version(layer=layer, intermediate=Path(sys.argv[1]), origin=Origin("later"), at=MONDAY)
    except NoSpaceLeft as problem:
        print(problem)
"""


def wash_houses(count):
    return [(f"l{i}", shapely.Point(0.5 + i / 1000, 44.9), {"nom": f"Lavoir {i}"}) for i in range(count)]


def later_rows(folder, count=30):
    return write_rows(wash_houses(count), {"nom": "text"}, folder / "later.parquet").path


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_a_build_leaves_the_former_version_served(tmp_path, monkeypatch, settings):
    make_version(make_layer(), wash_houses(3), {"nom": "text"}, tmp_path)
    rows = later_rows(tmp_path)
    processes = processes_on_this_database(tmp_path, monkeypatch)

    child = processes.start(KILLED, rows)
    told = [line.split() for line in child.stdout]
    assert processes.finish(child) == [0]

    *killed, done = told
    assert len(killed) > 10
    assert {(end, number, problems) for _, end, number, problems in killed} == {("killed", "1", "0")}
    assert done[1:] == ["done", "2", "0"]
    builds = Path(settings.LAYERS_BUILD_DIR)
    assert list(builds.iterdir())
    disk.sweep_builds(older_than_seconds=0)
    assert list(builds.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch, settings):
    first = make_version(make_layer(), wash_houses(3), {"nom": "text"}, tmp_path)
    rows = later_rows(tmp_path, count=20_000)
    processes = processes_on_this_database(tmp_path, monkeypatch)

    child = processes.start(FULL, rows, 30_000, 600_000)
    told = child.stdout.read().splitlines()
    assert processes.finish(child) == [0]

    assert [line[:36] for line in told] == ["Il n’y a plus de place sur le disque"] * 2
    assert list(Path(settings.LAYERS_BUILD_DIR).iterdir()) == []
    assert queries.current_version("lavoirs") == first
    assert {file.name for file in layer_files().all()} == set(first.file_names)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 8 MB, real: what is written past its end is refused by the system, not by a double."""
    place = tmp_path / "small"
    place.mkdir()
    mount = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("Only root may mount a disk.")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.django_db
def test_a_disk_that_is_really_full_is_told_and_works_again_once_there_is_room(small_disk, tmp_path, settings):
    settings.LAYERS_BUILD_DIR = str(small_disk / "building")
    settings.LAYERS_STORAGE = {**settings.LAYERS_STORAGE, "folder": str(small_disk / "layers")}
    first = make_version(make_layer(), wash_houses(3), {"nom": "text"}, tmp_path)
    rows = later_rows(tmp_path, count=2_000)
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass

    with pytest.raises(NoSpaceLeft, match="plus de place sur le disque"):
        actions.add_version(layer=first.layer, intermediate=rows, origin=Origin("later"), at=MONDAY)
    left = [*Path(settings.LAYERS_BUILD_DIR).iterdir()]
    ballast.unlink()
    second = actions.add_version(layer=first.layer, intermediate=rows, origin=Origin("later"), at=MONDAY)

    assert left == []
    assert queries.current_version("lavoirs") == first
    assert queries.problems_of(first) == queries.problems_of(second) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "problem"), [(28, NoSpaceLeft), (122, NoSpaceLeft), (13, StorageRefused)], ids=["full", "quota", "right"]
)
def test_an_error_while_storing_is_told_in_plain_words(number, problem, tmp_path, monkeypatch, settings):
    first = make_version(make_layer(), wash_houses(3), {"nom": "text"}, tmp_path)

    def refuse(path):
        raise OSError(number, "no")

    monkeypatch.setattr("bastide.kit.geostore.files.folder.flush_to_disk", refuse)
    with pytest.raises(problem):
        make_version(first.layer, wash_houses(4), {"nom": "text"}, tmp_path)

    assert queries.current_version("lavoirs") == first
    assert list(Path(settings.LAYERS_BUILD_DIR).iterdir()) == []


@pytest.mark.django_db
def test_the_sweep_removes_orphans_and_nothing_that_a_version_names(tmp_path):
    version = make_version(make_layer(), wash_houses(3), {"nom": "text"}, tmp_path)
    (tmp_path / "orphan").write_bytes(b"half")
    layer_files().put(tmp_path / "orphan", "lavoirs/0000.parquet")
    said = []

    actions.sweep(at=MONDAY - timedelta(days=400), say=said.append)
    kept_while_young = {file.name for file in layer_files().all()}
    actions.sweep(at=MONDAY + timedelta(days=400), say=said.append)

    assert kept_while_young == {*version.file_names, "lavoirs/0000.parquet"}
    assert {file.name for file in layer_files().all()} == set(version.file_names)
    assert said == ["0 dead builds, 0 versions retired, 1 files removed"]


@pytest.mark.django_db
def test_a_build_that_lives_is_not_swept():
    with disk.build_folder() as folder:
        swept = disk.sweep_builds(older_than_seconds=0)

        assert folder.exists()
    assert swept == 0
    assert not folder.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["parquet_name", "tiles_name"])
@pytest.mark.parametrize(
    ("damage", "told"),
    [(lambda data: data[:-40], "octets au lieu de"), (lambda data: b"X" * len(data), "abîmé"), (None, "manque")],
    ids=["cut", "changed", "gone"],
)
def test_a_damaged_file_is_found_and_refused(which, damage, told, tmp_path):
    version = make_version(make_layer(), wash_houses(3), {"nom": "text"}, tmp_path)
    name = getattr(version, which)
    path = Path(layer_files().address(name))
    data = path.read_bytes()
    layer_files().delete(name)
    if damage is not None:
        path.write_bytes(damage(data))

    problems = queries.problems_of(version)

    assert len(problems) == 1
    assert told in problems[0]
    assert name in problems[0]
    if which == "parquet_name":
        with pytest.raises(LayerUnreadable):
            queries.matching(version)


@pytest.mark.django_db
def test_an_archive_that_is_none_is_refused(tmp_path):
    version = make_version(make_layer(), wash_houses(3), {"nom": "text"}, tmp_path)
    Path(layer_files().address(version.tiles_name)).write_bytes(b"not an archive")

    with pytest.raises(LayerUnreadable):
        queries.tile(version, 8, 128, 92)
