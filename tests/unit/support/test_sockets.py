"""The guard lets tests reach this machine and nothing else."""

import socket

import pytest

from tests.support.sockets import FarAddress, is_near


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost", "", None])
def test_this_machine_is_near(host):
    assert is_near(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", b"example.org"])
def test_other_machines_are_far(host):
    assert not is_near(host)


def test_a_far_connection_is_refused():
    with socket.socket() as one, pytest.raises(FarAddress):
        one.connect(("192.0.2.1", 80))


def test_a_far_name_is_not_looked_up():
    with pytest.raises(FarAddress):
        socket.create_connection(("example.org", 80))


def test_a_near_connection_passes():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
