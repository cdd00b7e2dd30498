"""Fixtures of the whole project. Network: only loopback and Unix sockets answer (see `addopts`)."""

import pytest

from bastide.core.territory.testing import Valdorne, make_valdorne

pytest_plugins = ["tests.plugins.skips"]


@pytest.fixture
def valdorne(db) -> Valdorne:
    return make_valdorne()
