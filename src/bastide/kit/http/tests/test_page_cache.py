import gzip
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from django.core.cache import caches
from django.http import HttpResponse

from bastide.kit.http.pages import make_public, offer_of
from bastide.kit.http.store import PageStore, page_store

pytestmark = pytest.mark.django_db


def another_process():
    """Forget what this process remembers, as a process that just started."""
    page_store.cache_clear()


@pytest.mark.parametrize("forget", [lambda: None, another_process])
def test_an_offered_page_is_made_once(client, pages, forget):
    first = client.get("/plain/")

    forget()
    second = client.get("/plain/")

    assert pages.made["plain"] == 1
    assert second.content == first.content
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "DENY"


def test_a_page_that_was_not_offered_is_made_each_time_and_is_nobody_elses(client, pages):
    client.get("/not-offered/")
    answer = client.get("/not-offered/")

    assert pages.made["not_offered"] == 2
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("name", ["with-cookie", "with-form", "by-language", "missing"])
def test_what_is_not_the_same_for_all_is_never_stored(client, pages, name):
    client.get(f"/{name}/")
    client.cookies.clear()
    answer = client.get(f"/{name}/")

    assert pages.made[name.replace("-", "_")] == 2
    assert "public" not in answer["Cache-Control"]


def test_a_streamed_page_is_never_stored(client, pages):
    client.get("/streamed/")
    client.get("/streamed/")

    assert pages.made["streamed"] == 2


def test_a_visitor_who_is_signed_in_neither_reads_nor_fills_the_cache(client, django_user_model, pages):
    user = django_user_model.objects.create_user(email="aline@example.org", password="x")
    client.get("/by-visitor/")
    client.force_login(user)

    answer = client.get("/by-visitor/")
    client.logout()
    after = client.get("/by-visitor/")

    assert pages.made["by_visitor"] == 2
    assert user.get_username() in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-cache"
    assert "nobody" in after.content.decode()


def test_a_reader_of_public_pages_gets_no_cookie(client, pages):
    for path in ("/plain/", "/plain/", "/by-visitor/", "/numbered/?page=2"):
        assert not client.get(path).cookies


@pytest.mark.parametrize(("header", "read"), [("gzip, br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("visits", [1, 2])
def test_pages_are_served_compressed(client, pages, header, read, visits):
    plain = client.get("/plain/").content
    for _ in range(visits):
        answer = client.get("/plain/", headers={"accept-encoding": header})

    assert read(answer.content) == plain
    assert answer["Content-Length"] == str(len(answer.content))
    assert len(answer.content) < len(plain) / 5


@pytest.mark.parametrize("header", ["", "identity", "deflate, zstd", "br;q=0, gzip;q=0"])
def test_a_visitor_who_takes_no_compression_gets_none(client, pages, header):
    client.get("/plain/")
    answer = client.get("/plain/", headers={"accept-encoding": header})

    assert "Content-Encoding" not in answer
    assert answer.content.startswith(b"<!doctype html>")


def test_a_page_carries_what_browsers_and_proxies_need(client, pages, settings):
    answer = client.get("/plain/")
    settings.PAGE_PROXY_SECONDS = 60
    behind_a_proxy = client.get("/plain/")

    assert answer["ETag"].startswith('W/"')
    assert answer["Last-Modified"].endswith("GMT")
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer["Vary"] == "Accept-Encoding, Cookie"
    assert behind_a_proxy["Cache-Control"] == "public, max-age=0, s-maxage=60"


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_a_visitor_who_has_the_page_is_told_so(client, pages, encoding):
    etag = client.get("/plain/")["ETag"]

    same = client.get("/plain/", headers={"if-none-match": etag, "accept-encoding": encoding})
    other = client.get("/plain/", headers={"if-none-match": 'W/"older"', "accept-encoding": encoding})

    assert (same.status_code, same.content) == (304, b"")
    assert same["ETag"] == etag
    assert other.status_code == 200


def test_head_has_the_headers_and_no_body(client, pages):
    client.head("/plain/")
    page = client.get("/plain/")
    head = client.head("/plain/")

    assert pages.made["plain"] == 2
    assert head.content == b""
    assert head["Content-Length"] == str(len(page.content))
    assert head["ETag"] == page["ETag"]


def test_a_page_is_kept_apart_for_each_host(client, pages, settings):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    client.get("/plain/", headers={"host": "a.example"})
    client.get("/plain/", headers={"host": "b.example"})

    assert pages.made["plain"] == 2


def test_made_up_ports_and_capitals_do_not_fill_the_cache(client, pages, settings):
    settings.ALLOWED_HOSTS = ["a.example"]
    client.get("/plain/", headers={"host": "a.example"})
    client.get("/plain/", headers={"host": "A.Example"})
    client.get("/plain/", headers={"host": "a.example:80"})
    for port in range(8000, 8010):
        assert client.get("/plain/", headers={"host": f"a.example:{port}"}).status_code == 200

    assert len(page_store()._memory) == 2


def test_unknown_parameters_neither_fill_nor_pass_the_cache(client, pages):
    client.get("/plain/?utm_source=letter")
    client.get("/plain/")
    stored = len(list(page_store()._memory))
    for number in range(20):
        assert client.get(f"/plain/?x={number}").status_code == 200

    assert pages.made["plain"] == 2
    assert len(page_store()._memory) == stored == 1


def test_a_parameter_that_the_view_reads_has_its_own_page(client, pages):
    client.get("/numbered/")
    second = client.get("/numbered/?page=2")
    again = client.get("/numbered/?page=2")
    with_noise = client.get("/numbered/?x=1&page=2")

    assert pages.made["numbered"] == 2
    assert second.content == again.content == with_noise.content
    assert second.content.endswith(b"2")


def test_a_query_without_end_is_answered_and_not_stored(client, pages):
    client.get("/numbered/")
    answer = client.get("/numbered/?page=" + "9" * 10_000)

    assert answer.status_code == 200
    assert len(page_store()._memory) == 1


@pytest.mark.parametrize("forget", [lambda: None, another_process])
def test_a_purged_page_is_made_again(client, pages, purge_now, forget):
    client.get("/plain/")

    purge_now("town")
    forget()
    client.get("/plain/")
    client.get("/plain/")

    assert pages.made["plain"] == 2


def test_a_purge_leaves_other_pages(client, pages, purge_now):
    client.get("/plain/")

    purge_now("another town")
    client.get("/plain/")

    assert pages.made["plain"] == 1


def test_all_pages_can_be_purged(client, pages, purge_now):
    client.get("/plain/")
    client.get("/open/")

    purge_now()
    client.get("/plain/")
    client.get("/open/")

    assert (pages.made["plain"], pages.made["open"]) == (2, 2)


@pytest.mark.parametrize("forget", [lambda: None, another_process])
def test_a_page_made_before_a_purge_is_not_stored_after_it(client, pages, purge_now, forget):
    pages.meanwhile["plain"] = lambda: purge_now("town")
    client.get("/plain/")
    pages.meanwhile.clear()

    forget()
    client.get("/plain/")

    assert pages.made["plain"] == 2


def test_a_page_does_not_outlive_the_moment_it_speaks_of(client, pages, monkeypatch):
    client.get("/open/")
    client.get("/open/")
    assert pages.made["open"] == 1

    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    client.get("/open/")

    assert pages.made["open"] == 2


@pytest.mark.parametrize("garbage", [b"", b"\x80garbage", b"\x00" * 5000])
def test_an_unreadable_file_is_a_missing_one(client, pages, settings, garbage):
    client.get("/plain/")
    another_process()
    folder = Path(settings.CACHES["pages"]["LOCATION"])
    for path in folder.iterdir():
        path.write_bytes(garbage)

    first = client.get("/plain/")
    another_process()
    client.get("/plain/")

    assert first.status_code == 200
    assert pages.made["plain"] == 2


def test_a_cache_that_fails_makes_no_error(client, pages, settings):
    settings.CACHES = {
        **settings.CACHES,
        "pages": {"BACKEND": "bastide.kit.http.tests.failing.FailingCache"},
    }

    answers = [client.get("/plain/").status_code for _ in range(2)]

    assert answers == [200, 200]


def test_an_emptied_cache_brings_no_old_page_back(client, pages, purge_now):
    client.get("/plain/")
    caches["pages"].clear()
    purge_now("town")

    client.get("/plain/")

    assert pages.made["plain"] == 2


def test_static_files_pass_by_the_cache(client, pages, monkeypatch):
    monkeypatch.setattr(PageStore, "find", lambda *args: pytest.fail("the cache was asked"))

    assert client.get("/static/nothing.css").status_code == 404


def test_a_public_page_takes_nothing(client, pages):
    answer = client.post("/plain/", {"a": "b"})

    assert answer.status_code == 405
    assert "elle ne reçoit rien" in answer.content.decode()


def test_offers_add_up_and_the_shorter_time_wins():
    soon = datetime.now(UTC) + timedelta(minutes=1)
    response = make_public(HttpResponse(), max_age=600, tags=["a"], expires_at=soon + timedelta(hours=1))

    make_public(response, max_age=900, tags=["b"], query=["page"], expires_at=soon)

    offer = offer_of(response)
    assert (offer.max_age, offer.tags, offer.query, offer.expires_at) == (600, {"a", "b"}, {"page"}, soon)


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        make_public(HttpResponse(), expires_at=datetime(2026, 11, 25, 17))  # noqa: DTZ001


def test_a_page_that_nobody_keeps_is_compressed_for_strangers_only(client, django_user_model, pages):
    plain = client.get("/not-offered/")
    packed = client.get("/not-offered/", HTTP_ACCEPT_ENCODING="gzip, br")
    with_cookie = client.get("/with-form/", HTTP_ACCEPT_ENCODING="gzip, br")
    client.force_login(django_user_model.objects.create_user("a@valbrune.example"))
    personal = client.get("/not-offered/", HTTP_ACCEPT_ENCODING="gzip, br")

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "br"
    assert b"vendanges" not in packed.content
    assert b"not_offered 2" in brotli.decompress(packed.content)
    assert len(packed.content) == int(packed["Content-Length"])
    assert "Accept-Encoding" in packed["Vary"]
    assert "Content-Encoding" not in with_cookie
    assert "Content-Encoding" not in personal
