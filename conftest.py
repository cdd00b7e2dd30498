"""Fixtures of the whole project. Network: only loopback and Unix sockets answer (see `addopts`)."""

import pytest
from django.core.cache import caches

from bastide.core.territory.testing import Valdorne, make_valdorne
from bastide.kit.http.store import page_store

pytest_plugins = ["tests.plugins.skips"]


@pytest.fixture
def valdorne(db) -> Valdorne:
    return make_valdorne()


@pytest.fixture(autouse=True)
def no_page_kept():
    """Each test starts without the pages and counts that another one left in the cache."""
    page_store.cache_clear()
    for cache in caches.all(initialized_only=True):
        cache.clear()
