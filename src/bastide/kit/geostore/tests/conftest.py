import pytest

from bastide.kit.geostore import testing


@pytest.fixture(autouse=True)
def layers_folder(settings, tmp_path):
    """Each test has its own folder of layers."""
    testing.use_folder(settings, tmp_path)
    yield tmp_path
    testing.forget()
