"""Fixtures of the whole project. Network: only loopback and Unix sockets answer (see `addopts`)."""

import pytest
from django.core.cache import caches
from hypothesis import settings

from bastide.core.territory.testing import Valdorne, make_valdorne
from bastide.kit.http.store import page_store

pytest_plugins = [f"tests.plugins.{name}" for name in ("catalogues", "database", "garbage", "model", "skips")]

# A property holds or not, however slow the machine of the day is.
settings.register_profile("bastide", deadline=None)
settings.load_profile("bastide")


def pytest_make_parametrize_id(val, argname):
    """Content is no name for a test: an archive holds the second in which it was made, and processes must agree."""
    return argname if isinstance(val, bytes) and len(val) > 15 else None


@pytest.fixture
def valdorne(db) -> Valdorne:
    return make_valdorne()


@pytest.fixture(autouse=True)
def no_page_kept():
    """Each test starts without the pages and counts that another one left in the cache."""
    page_store.cache_clear()
    for cache in caches.all(initialized_only=True):
        cache.clear()
