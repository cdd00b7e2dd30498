import pytest
from django.core.exceptions import ImproperlyConfigured

from bastide.kit.registry import sockets
from bastide.kit.registry.sockets import Socket


@pytest.fixture
def socket(monkeypatch):
    monkeypatch.setattr(sockets, "_sockets", {})
    return Socket("test.colours", module="colours", plug_type=str, doc="Colours, for tests.")


def test_a_plug_is_read_by_its_name(socket):
    socket.plug("sky", "blue")

    assert socket["sky"] == "blue"
    assert list(socket) == [("sky", "blue")]


def test_a_name_taken_twice_is_refused_and_both_places_are_named(socket):
    socket.plug("sky", "blue")

    with pytest.raises(ImproperlyConfigured, match=r"sky is plugged at .*test_sockets:\d+ and again at .*:\d+"):
        socket.plug("sky", "grey")

    assert socket["sky"] == "blue"


def test_a_plug_of_another_type_is_refused(socket):
    with pytest.raises(ImproperlyConfigured, match="is a int, not a str"):
        socket.plug("sky", 3)


def test_a_socket_is_declared_once(socket):
    with pytest.raises(ImproperlyConfigured, match=r"Socket test\.colours is declared at .* and at "):
        Socket("test.colours", module="colours", plug_type=str, doc="Again.")
