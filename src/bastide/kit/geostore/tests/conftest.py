import pytest

from bastide.kit.geostore import testing


@pytest.fixture(autouse=True)
def empty_layers():
    """Each test finds and leaves the folder of layers empty."""
    yield
    testing.empty_folder()
