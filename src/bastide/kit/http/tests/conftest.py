import pytest

from bastide.kit.http.store import page_store

from . import urls


@pytest.fixture
def pages(settings, tmp_path):
    """The cache of pages in files, as an installation has it, with nothing in it."""
    settings.ROOT_URLCONF = "bastide.kit.http.tests.urls"
    settings.CACHES = {
        **settings.CACHES,
        "pages": {"BACKEND": "bastide.kit.http.cache.PageFileCache", "LOCATION": str(tmp_path / "pages")},
    }
    urls.made.clear()
    urls.meanwhile.clear()
    page_store.cache_clear()
    yield urls
    page_store.cache_clear()
