"""Free ports are free, and different."""

import socket

from ops.local.ports import free_ports, is_free


def test_each_name_gets_a_free_port_of_its_own() -> None:
    ports = free_ports(("a", "b", "c"))
    assert len(set(ports.values())) == 3
    assert all(is_free(port) for port in ports.values())


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not is_free(server.getsockname()[1])
