"""The child process: its limits, its death, and what is left behind: nothing."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pyogrio
import pytest

from bastide.kit.geostore.deliveries import DeliveryRefused, Limits, Reading, read_delivery
from bastide.kit.geostore.deliveries.answers import Order
from bastide.kit.geostore.deliveries.child import drop_drivers, refusal
from bastide.kit.geostore.deliveries.drivers import ALLOWED, environment
from bastide.kit.geostore.deliveries.reader import WORKSPACE_PREFIX


@pytest.fixture
def into(tmp_path):
    (tmp_path / "couches").mkdir()
    return tmp_path / "couches/couche.parquet"


@pytest.fixture
def source(text):
    return text("bancs.csv", "lon;lat;nom\n0,48;44,85;Près de l’église\n")


def test_a_delivery_becomes_one_file_and_leaves_nothing_else(source, into):
    reading = read_delivery(source, into)

    assert reading.rows == 1
    assert [path.name for path in into.parent.iterdir()] == ["couche.parquet"]
    assert duckdb.sql(f"SELECT nom FROM '{into}'").fetchall() == [("Près de l’église",)]
    assert Reading.from_dict(json.loads(reading.to_json())) == reading


def test_a_refusal_comes_back_whole_and_the_former_file_stays(text, into):
    into.write_bytes(b"former")

    with pytest.raises(DeliveryRefused) as caught:
        read_delivery(text("a.csv", "nom;adresse\na;b\n"), into)

    assert caught.value.code == "no-geometry"
    assert [(path.name, path.read_bytes()) for path in into.parent.iterdir()] == [("couche.parquet", b"former")]


def test_a_reader_that_is_killed_is_told_and_leaves_nothing(text, into, caplog):
    source = text("a.csv", "lon;lat;nom\n" + "0.48;44.85;banc\n" * 400_000)

    def kill() -> None:
        while not (found := list(into.parent.glob(f"{WORKSPACE_PREFIX}*/work.duckdb"))):
            time.sleep(0.01)
        for process in os.listdir("/proc"):
            try:
                if process.isdigit() and os.readlink(f"/proc/{process}/cwd") == str(found[0].parent):
                    os.kill(int(process), signal.SIGKILL)
            except OSError:
                continue

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    with pytest.raises(DeliveryRefused) as caught:
        read_delivery(source, into)
    killer.join(timeout=10)

    assert caught.value.code == "reader-stopped"
    assert "a.csv" in caught.value.message
    assert list(into.parent.iterdir()) == []
    assert "-9" in caplog.text


def test_a_reading_that_lasts_too_long_is_stopped(source, into):
    with pytest.raises(DeliveryRefused) as caught:
        read_delivery(source, into, limits=Limits(wall_seconds=0.05))

    assert caught.value.code == "too-long"
    assert list(into.parent.iterdir()) == []


def test_a_file_that_grows_past_its_size_is_refused(text, into):
    source = text("a.csv", "lon;lat;nom\n" + "".join(f"0.48;44.85;{number}\n" for number in range(20_000)))

    with pytest.raises(DeliveryRefused) as caught:
        read_delivery(source, into, limits=Limits(file_size=100_000))

    assert caught.value.code == "too-large"
    assert list(into.parent.iterdir()) == []


def test_a_reading_that_wants_too_much_memory_is_refused(source, into):
    with pytest.raises(DeliveryRefused) as caught:
        read_delivery(source, into, limits=Limits(address_space=1 << 28))

    assert caught.value.code in {"too-large", "reader-stopped"}
    assert list(into.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (duckdb.IOException('Could not write file "x": No space left on device'), "disk-full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk-full"),
        (OSError(errno.EFBIG, "File too large"), "too-large"),
        (duckdb.OutOfMemoryException("x"), "too-large"),
        (MemoryError(), "too-large"),
        (DeliveryRefused("empty", "x"), "empty"),
    ],
)
def test_what_fails_for_want_of_room_is_said(error, code):
    assert refusal(error).code == code


def test_a_fault_of_ours_is_not_disguised():
    assert refusal(KeyError("x")) is None


def test_the_child_has_our_drivers_only(tmp_path):
    looks = [sys.executable, "-c", "import pyogrio; print(*pyogrio.list_drivers(), sep=',')"]

    drivers = subprocess.run(looks, env=environment(str(tmp_path)), capture_output=True, text=True, check=True).stdout

    assert set(drivers.strip().split(",")) == ALLOWED


def test_a_driver_that_a_newer_gdal_brings_is_dropped_before_anything_is_read(monkeypatch):
    started: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda program, arguments, surroundings: started.append(surroundings))
    monkeypatch.setattr(pyogrio, "list_drivers", lambda: {"GPKG": "rw", "Network": "r"})

    drop_drivers()

    assert started[0]["GDAL_SKIP"].endswith(",Network")


def test_the_child_does_not_know_the_surroundings_of_its_parent(tmp_path, monkeypatch):
    monkeypatch.setenv("BASTIDE_SECRET_KEY", "secret")

    assert "secret" not in str(environment(str(tmp_path)))


def test_an_order_travels_whole(tmp_path):
    order = Order(tmp_path / "é.shp", tmp_path, crs="EPSG:2154", limits=Limits(rows=3))

    assert Order.from_json(order.to_json()) == order
