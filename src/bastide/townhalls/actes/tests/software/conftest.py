from types import SimpleNamespace

import pytest

from bastide.townhalls.actes import actions
from bastide.townhalls.actes.testing import NOON, make_settings
from bastide.townhalls.actes.views import following
from bastide.townhalls.actes.views.software import deposits

from .programs import classify


@pytest.fixture(autouse=True)
def nothing_leaves_by_itself(monkeypatch):
    """A gesture wakes the queue, which in tests works at once; here the clock sends."""
    for screen in (deposits, following):
        monkeypatch.setattr(screen, "send_soon", SimpleNamespace(enqueue=lambda: None))


@pytest.fixture
def body(valdorne):
    organisation = valdorne.valbrune.organisation
    make_settings(organisation)
    classify(organisation)
    return organisation


@pytest.fixture
def opened(body, people):
    return actions.make_key(organisation=body, label="Parapheur", by=people.pole, at=NOON)
