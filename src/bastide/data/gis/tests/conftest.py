from functools import partial

import pytest

from bastide.core.territory.testing import add_communes


@pytest.fixture
def crowd(valdorne):
    """Makes more communes of the invented EPCI."""
    return partial(add_communes, valdorne)
