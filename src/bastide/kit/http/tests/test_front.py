"""Caches in front: what they may keep, and which addresses they are asked to forget."""

import json
import logging
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.frontend_cache.backends import BaseBackend

from bastide.kit.http import actions, front
from bastide.kit.http.models import FrontCopy, FrontPurge

pytestmark = pytest.mark.django_db
FORGOTTEN = []


class Recorder(BaseBackend):
    """A cache in front that writes down what it is asked to forget."""

    def purge_batch(self, urls):
        FORGOTTEN.extend(urls)


class Deaf(BaseBackend):
    def purge_batch(self, urls):
        raise front.PurgeFailed("no answer")


@pytest.fixture
def in_front(settings, pages):
    FORGOTTEN.clear()
    settings.PAGE_PROXY_SECONDS = 600
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    settings.WAGTAILFRONTENDCACHE = {"recorder": {"BACKEND": f"{__name__}.Recorder"}}
    return pages


@pytest.fixture
def serving():
    """A server on loopback that writes down what it is asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_PURGE(self):
            asked.append((self.command, self.headers["Host"], self.path))
            self.send_response(404 if "nothing" in self.path else 500 if "broken" in self.path else 200)
            self.end_headers()

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, self.headers["Authorization"], body["files"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"success": "bad" not in self.path}).encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(in_front, django_capture_on_commit_callbacks):
    """Purges tags as an action does, and gives the addresses that the cache was asked to forget."""

    def purge_now(*tags):
        FORGOTTEN.clear()
        with django_capture_on_commit_callbacks(execute=True):
            actions.note_purge(tags=tags)
        with django_capture_on_commit_callbacks(execute=True):
            actions.number_purges(at=timezone.now())
        return sorted(FORGOTTEN)

    return purge_now


def test_a_purge_takes_back_exactly_the_addresses_that_show_the_tag_under_each_name(client, told):
    other = Client(SERVER_NAME="other.example")
    kept = client.get("/plain/"), client.get("/numbered/?page=2"), other.get("/plain/"), client.get("/open/")

    assert {answer["Cache-Control"] for answer in kept} == {"public, max-age=0, s-maxage=600", kept[3]["Cache-Control"]}
    assert told("nothing of ours") == []
    assert told("town") == [
        "http://other.example/plain/",
        "http://testserver/numbered/?page=2",
        "http://testserver/plain/",
    ]
    assert told("town") == []
    client.get("/plain/")
    assert told("town") == ["http://testserver/plain/"]


def test_only_the_address_that_was_written_down_may_stay_in_front(client, in_front):
    client.get("/plain/")

    again, marked = client.get("/plain/"), client.get("/plain/?utm_source=lettre")

    assert "s-maxage" in again["Cache-Control"]
    assert "s-maxage" not in marked["Cache-Control"]
    assert set(FrontCopy.objects.values_list("url", flat=True)) == {"http://testserver/plain/"}


def test_a_page_that_was_purged_while_it_was_made_may_not_stay_in_front(client, in_front):
    client.get("/plain/")
    actions.note_purge(tags=["town"])
    actions.number_purges(at=timezone.now())
    in_front.meanwhile["plain"] = lambda: actions.note_purge(tags=["town"])

    assert "s-maxage" not in client.get("/plain/")["Cache-Control"]
    assert not FrontCopy.objects.exists()


def test_who_is_signed_in_fills_no_cache_in_front(client, in_front, django_user_model):
    client.force_login(django_user_model.objects.create_user("a@valbrune.example"))

    assert client.get("/plain/")["Cache-Control"] == "private, no-cache"
    assert not FrontCopy.objects.exists()


def test_without_a_cache_in_front_nothing_is_written(client, pages, settings):
    settings.PAGE_PROXY_SECONDS = 600

    assert "s-maxage=600" in client.get("/plain/")["Cache-Control"]
    assert not FrontCopy.objects.exists()


def test_an_address_is_asked_twice_and_again_while_a_cache_does_not_answer(client, in_front, settings, caplog):
    caplog.set_level(logging.CRITICAL)
    now = timezone.now()
    FrontPurge.objects.create(url="http://testserver/plain/", next_at=now)
    settings.WAGTAILFRONTENDCACHE = {"deaf": {"BACKEND": f"{__name__}.Deaf"}, **settings.WAGTAILFRONTENDCACHE}

    assert front.send_due(at=now) == 0
    assert FORGOTTEN == ["http://testserver/plain/"]
    settings.WAGTAILFRONTENDCACHE = {"recorder": {"BACKEND": f"{__name__}.Recorder"}}
    turns = [front.send_due(at=now + timedelta(minutes=minutes)) for minutes in (0, 1, 2, 3)]

    assert turns == [0, 1, 1, 0]
    assert not FrontPurge.objects.exists()


def test_what_no_cache_holds_any_more_is_forgotten(client, in_front):
    client.get("/plain/")

    assert front.forget_old_copies(at=timezone.now()) == 0
    assert front.forget_old_copies(at=timezone.now() + timedelta(minutes=11)) == 2


def test_varnish_and_nginx_are_sent_purge_with_the_name_that_visitors_give(serving):
    address, asked = serving
    proxy = front.PurgingProxy({"LOCATION": address})

    proxy.purge_batch(["https://www.eymet.example/actes/?page=2", "http://portail.example:8000/nothing/"])

    assert asked == [
        ("PURGE", "www.eymet.example", "/actes/?page=2"),
        ("PURGE", "portail.example:8000", "/nothing/"),
    ]
    with pytest.raises(front.PurgeFailed):
        proxy.purge("http://portail.example/broken/")
    with pytest.raises(front.PurgeFailed):
        front.PurgingProxy({"LOCATION": "http://127.0.0.1:9"}).purge("http://portail.example/")


def test_a_cdn_is_sent_thirty_addresses_at_a_time(serving):
    address, asked = serving
    urls = [f"https://portail.example/{number}/" for number in range(31)]
    front.ContentNetwork({"API": f"{address}/v4/", "ZONEID": "z1", "BEARER_TOKEN": "clef"}).purge_batch(urls)

    assert [(path, key, len(files)) for path, key, files in asked] == [
        ("/v4/zones/z1/purge_cache", "Bearer clef", 30),
        ("/v4/zones/z1/purge_cache", "Bearer clef", 1),
    ]
    with pytest.raises(front.PurgeFailed):
        front.ContentNetwork({"API": address, "ZONEID": "bad", "BEARER_TOKEN": "clef"}).purge_batch(urls[:1])
