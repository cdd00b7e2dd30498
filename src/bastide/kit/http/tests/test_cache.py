"""The cache of pages in files keeps every promise that Django's makes."""

import os

import pytest

from bastide.kit.http.cache import WRITES_BETWEEN_CULLS, PageFileCache

VALUES = ["word", "", "a" * 5_000, "a\0b", "../../etc/passwd", "é/…", 7, None, {"a": (1, b"\x00")}]


@pytest.fixture
def cache(tmp_path):
    return PageFileCache(str(tmp_path / "pages"), {"OPTIONS": {"MAX_ENTRIES": 100}})


@pytest.mark.parametrize("timeout", [None, 60])
@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_value_comes_back_as_it_was(cache, value, timeout):
    cache.set("key", value, timeout)

    assert cache.get("key", "missing") == value
    assert "key" in cache


@pytest.mark.parametrize("value", ["word", {"a": 1}])
@pytest.mark.parametrize("timeout", [None, 60])
def test_a_value_can_be_replaced_touched_and_deleted(cache, value, timeout):
    cache.set("key", "before", None)
    cache.set("key", value, timeout)

    assert cache.add("key", "other") is False
    assert cache.touch("key", 30) is True
    assert cache.get("key") == value
    assert cache.delete("key") is True
    assert cache.delete("key") is False
    assert cache.touch("key") is False
    assert cache.get("key", "missing") == "missing"


@pytest.mark.parametrize("value", ["word", {"a": 1}])
def test_a_value_expires(cache, value):
    cache.set("key", value, timeout=-1)

    assert cache.get("key") is None
    assert "key" not in cache
    assert cache.add("key", "other") is True


def test_clearing_leaves_nothing(cache, tmp_path):
    cache.set("word", "a", None)
    cache.set("page", {"a": 1}, 60)

    cache.clear()

    assert cache.get_many(["word", "page"]) == {}
    assert os.listdir(tmp_path / "pages") == []


def test_a_full_cache_makes_room(cache, tmp_path):
    for number in range(3 * WRITES_BETWEEN_CULLS):
        cache.set(f"word {number}".replace(" ", "."), "a", None)
        cache.set(f"page.{number}", {"a": number}, 60)

    assert len(os.listdir(tmp_path / "pages")) < 100 + 2 * WRITES_BETWEEN_CULLS


def test_a_folder_that_was_removed_is_made_again(cache, tmp_path):
    cache.clear()
    os.rmdir(tmp_path / "pages")
    assert cache.get("word") is None

    cache.set("word", "a", None)

    assert cache.get("word") == "a"
