"""A device is named in words its owner knows."""

import pytest

from bastide.core.accounts.devices import name_device

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.mark.parametrize(
    ("said", "name"),
    [(PHONE, "Safari sur iPhone"), (OFFICE, "Edge sur Windows"), ("curl/8.0", "Navigateur inconnu")],
)
def test_a_device_is_named_by_its_browser_and_its_system(said, name):
    assert name_device(said) == name
