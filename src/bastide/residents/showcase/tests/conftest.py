import pytest

from bastide.core.accounts.testing import make_people


@pytest.fixture
def people(valdorne):
    return make_people(valdorne)
