import pytest

from bastide.kit.geostore import testing


@pytest.fixture(autouse=True)
def empty_layers():
    """Each test finds and leaves the folder of layers empty; the walk over every address fills it too."""
    testing.empty_folder()
    yield
    testing.empty_folder()
