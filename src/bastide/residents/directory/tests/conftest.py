import json

import pytest

from bastide.core.accounts.testing import make_people
from bastide.residents.directory.sources import open_delivery


@pytest.fixture
def people(valdorne):
    return make_people(valdorne)


@pytest.fixture
def lines(tmp_path):
    def read(content, mapping=None):
        path = tmp_path / "un-nom-qui-ment.pdf"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        with open_delivery(path, mapping) as delivery:
            return delivery, list(delivery.lines())

    return read
