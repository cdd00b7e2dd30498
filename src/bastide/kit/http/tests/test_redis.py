"""Pages in Redis or Valkey, for machines that share one."""

import time

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from bastide.kit.http.store import PageStore, page_store

pytestmark = pytest.mark.django_db

#: What an installation gets for BASTIDE_CACHE_URL; `kit` imports nothing of `project`.
settings_of = import_string("bastide.project.settings.database.caches")


@pytest.fixture
def shared(pages, settings, redis_server):
    settings.CACHES = {**settings_of(redis_server), "default": settings.CACHES["default"]}
    caches["pages"].clear()
    return pages


def another_machine():
    page_store.cache_clear()


def test_a_page_made_by_one_machine_is_served_by_the_next(client, shared):
    first = client.get("/plain/")

    another_machine()
    second = client.get("/plain/")

    assert shared.made["plain"] == 1
    assert (second.content, second["ETag"]) == (first.content, first["ETag"])


def test_a_purged_page_is_made_again_and_others_stay(client, shared, purge_now):
    client.get("/plain/")
    client.get("/open/")

    purge_now("town")
    another_machine()
    client.get("/plain/")
    client.get("/open/")

    assert (shared.made["plain"], shared.made["open"]) == (2, 1)


def test_pages_leave_it_by_themselves(client, shared, redis_server):
    client.get("/open/")

    redis = caches["pages"]._cache.get_client()
    ages = [redis.ttl(key) for key in redis.keys("pages:*")]

    assert len(ages) == 1
    assert 0 < ages[0] <= 61


def test_what_is_not_a_page_is_a_missing_one(client, shared):
    client.get("/plain/")
    redis = caches["pages"]._cache.get_client()
    for key in redis.keys("pages:*"):
        redis.set(key, b"\x80garbage")

    another_machine()
    answer = client.get("/plain/")

    assert answer.status_code == 200
    assert shared.made["plain"] == 2


def test_nobody_waits_for_one_that_is_away(client, pages, settings):
    # Port 9 of loopback: nobody listens there.
    settings.CACHES = {**settings_of("redis://127.0.0.1:9/0"), "default": settings.CACHES["default"]}

    begun = time.monotonic()
    answers = [client.get("/plain/").status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert time.monotonic() - begun < 2
    # In the memory of this process; the database says whether it holds.
    assert pages.made["plain"] == 1
    assert PageStore().known() is not None


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost:6379", "memcached://localhost"])
def test_an_address_of_something_else_is_refused_at_start(url):
    with pytest.raises(ImproperlyConfigured, match="redis://"):
        settings_of(url)


def test_without_an_address_pages_are_files():
    assert settings_of("")["pages"]["BACKEND"] == "bastide.kit.http.cache.PageFileCache"


def test_counts_are_made_again_while_it_is_away(settings):
    settings.CACHES = settings_of("redis://127.0.0.1:9/0")
    cache = caches["default"]

    begun = time.monotonic()
    found = [cache.get_or_set("count", lambda: 3, 60) for _ in range(20)]
    cache.set_many({"a": 1})
    cache.delete_many(["a", "b"])

    assert found == [3] * 20
    assert cache.get_many(["a"]) == {}
    assert (cache.add("a", 1), cache.touch("a"), cache.delete("a"), cache.has_key("a")) == (False,) * 4
    assert time.monotonic() - begun < 1
