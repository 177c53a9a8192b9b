"""Which addresses are near."""

import pytest

from mlworkshop import network


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.0.7"])
def test_this_computer_and_the_room_are_asked_without_a_proxy(host):
    assert network.is_near(f"http://{host}:8000/pets.zip", look_up=False)


@pytest.mark.parametrize("host", ["8.8.8.8", "example.com", "10.example.com", "[2001:4860::8888]"])
def test_everything_else_goes_through_the_proxy(host):
    assert not network.is_near(f"https://{host}/pets.zip", look_up=False)
