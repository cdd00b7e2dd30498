import pytest

from bastide.core.accounts.testing import make_people
from bastide.townhalls.actes.testing import make_classification, make_settings

from .prefecture import Line, Prefecture
from .sending import Clock


@pytest.fixture
def people(valdorne):
    return make_people(valdorne)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def line():
    return Line(Prefecture())


@pytest.fixture
def body(valdorne):
    organisation = valdorne.valbrune.organisation
    make_settings(organisation)
    make_classification(organisation)
    return organisation
