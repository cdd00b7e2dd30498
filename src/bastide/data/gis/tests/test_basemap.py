"""An outside basemap comes through us: nothing of the visitor leaves, and a host that misbehaves costs no page."""

import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache

from bastide.data.gis import basemap

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
#: A tile that touches Valdorne (0 to 0.3 degrees east, 44.8 to 44.9 north).
HERE = "/carte/fond/9/256/184/"


class FakeHost(BaseHTTPRequestHandler):
    """Answers tiles as `server.does` says, and keeps what it was asked."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        does = self.server.does
        if does == "hang":
            self.server.released.wait(5)
            return
        if does == "redirect":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
            self.end_headers()
            return
        status, kind, body = {
            "png": (200, "image/png", PNG),
            "html": (200, "image/png", b"<!doctype html><p>Veuillez vous identifier</p>"),
            "404": (404, "text/plain", b"none"),
            "500": (500, "text/plain", b"broken"),
            "huge": (200, "image/png", PNG + bytes(basemap.LARGEST)),
            "nothing": (200, "image/png", b""),
        }[does]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "seen=1")
        self.end_headers()
        try:
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True

    def log_message(self, *arguments):
        pass


@pytest.fixture
def host(settings, tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeHost)
    server.daemon_threads = True
    server.does, server.asked, server.released = "png", [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.BASEMAP_URL = f"http://127.0.0.1:{server.server_port}/tiles/{{z}}/{{x}}/{{y}}.png"
    settings.BASEMAP_FOLDER = tmp_path / "basemap"
    settings.BASEMAP_SECONDS = 0.3
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_without_a_setting_there_is_no_basemap(client, valdorne, settings):
    settings.BASEMAP_URL = ""

    assert client.get(HERE).status_code == 404
    assert client.get("/carte/reglages/").json()["basemap"] is None


def test_a_tile_is_asked_once_and_nothing_of_the_visitor_leaves(client, valdorne, host):
    client.cookies["bastide_session"] = "secret"

    answers = [client.get(HERE, headers={"User-Agent": "Firefox", "X-Forwarded-For": "203.0.113.9"}) for _ in range(2)]

    assert [(each.status_code, each["Content-Type"], each.content) for each in answers] == [(200, "image/png", PNG)] * 2
    assert "max-age" in answers[0]["Cache-Control"]
    assert "Set-Cookie" not in answers[0]
    [(path, headers)] = host.asked
    assert path == "/tiles/9/256/184.png"
    assert set(headers) == {"Accept-Encoding", "Host", "User-Agent", "Accept", "Connection"}
    assert headers["User-Agent"] == "bastide"


@pytest.mark.parametrize("address", ["9/10/10", "9/256/190", "9/999999/184", "19/262144/188750", "0/5/5"])
def test_tiles_elsewhere_are_not_fetched(client, valdorne, host, address):
    assert client.get(f"/carte/fond/{address}/").status_code == 404
    assert host.asked == []


def test_a_tile_that_the_host_has_not_is_not_ours_either(client, valdorne, host):
    host.does = "404"

    assert client.get(HERE).status_code == 404


@pytest.mark.parametrize("does", ["html", "500", "huge", "nothing", "redirect"])
def test_what_is_no_tile_is_neither_served_nor_kept(client, valdorne, host, settings, does):
    host.does = does

    response = client.get(HERE)

    assert response.status_code == 504
    assert response["Cache-Control"] == "no-store"
    assert not [path for path in settings.BASEMAP_FOLDER.rglob("*") if path.is_file()]
    assert len(host.asked) == 1


def test_a_slow_host_leaves_threads_to_the_portal(client, valdorne, host, monkeypatch):
    monkeypatch.setattr(basemap, "TURN_SECONDS", 0.01)
    for _waiting in range(basemap.AT_ONCE):
        basemap._turns.acquire()

    try:
        refused = client.get(HERE).status_code
    finally:
        for _waiting in range(basemap.AT_ONCE):
            basemap._turns.release()

    assert (refused, host.asked) == (504, [])
    assert client.get(HERE).status_code == 200


def test_a_host_that_hangs_is_left_alone_for_a_while(client, valdorne, host):
    host.does = "hang"
    client.get(HERE)
    started = time.monotonic()

    response = client.get("/carte/fond/9/255/184/")

    assert response.status_code == 504
    assert time.monotonic() - started < 0.25
    assert len(host.asked) == 1


def test_an_old_tile_is_asked_again_and_serves_while_the_host_is_down(client, valdorne, host, settings):
    client.get(HERE)
    kept = settings.BASEMAP_FOLDER / "9/256/184"
    long_ago = time.time() - 40 * 86_400
    os.utime(kept, (long_ago, long_ago))
    host.does = "500"

    assert client.get(HERE).content == PNG
    assert len(host.asked) == 2

    cache.clear()
    host.does = "png"
    assert client.get(HERE).content == PNG
    assert len(host.asked) == 3
    assert kept.stat().st_mtime > long_ago + 1


def test_a_damaged_copy_is_asked_again(client, valdorne, host, settings):
    client.get(HERE)
    (settings.BASEMAP_FOLDER / "9/256/184").write_bytes(b"half")

    assert client.get(HERE).content == PNG
    assert len(host.asked) == 2


def test_beyond_the_limit_the_oldest_tiles_go(settings, tmp_path):
    settings.BASEMAP_FOLDER, settings.BASEMAP_CACHE_MB = tmp_path, 1
    for age in range(4):
        path = tmp_path / f"9/{age}/184"
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(400_000))
        os.utime(path, (time.time() - age * 60,) * 2)

    assert basemap.make_room() == 2
    assert sorted(path.parent.name for path in tmp_path.rglob("184")) == ["0", "1"]


def test_a_full_disk_costs_the_copy_and_not_the_tile(client, valdorne, host, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.BASEMAP_FOLDER = tmp_path / "file" / "basemap"

    assert client.get(HERE).content == PNG


def test_the_script_is_told_where_tiles_are_and_whose_they_are(client, valdorne, host, settings):
    settings.BASEMAP_TITLE, settings.BASEMAP_CREDIT = "Plan IGN", "© IGN, Licence ouverte"

    told = client.get("/carte/reglages/").json()["basemap"]

    assert told == {
        "tiles": "/carte/fond/{z}/{x}/{y}/",
        "title": "Plan IGN",
        "credit": "© IGN, Licence ouverte",
        "max_zoom": 18,
    }
