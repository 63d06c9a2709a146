"""Free ports are free, and different."""

import socket
from pathlib import Path

from ops.local.ports import free_ports, is_free


def test_each_name_gets_a_free_port_of_its_own() -> None:
    ports = free_ports(("a", "b", "c"))
    assert len(set(ports.values())) == 3
    assert all(is_free(port) for port in ports.values())


def test_a_port_is_not_given_twice_and_not_while_somebody_listens() -> None:
    [port] = free_ports(("a",)).values()
    following = range(port + 1, port + 4)
    taken = next(number for number in following if is_free(number))
    with socket.create_server(("127.0.0.1", taken)):
        assert not {port, taken} & set(free_ports(map(str, range(5))).values())


def test_a_port_is_none_that_the_system_gives_away_by_itself() -> None:
    low, _high = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
    assert all(port < int(low) for port in free_ports("abc").values())


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not is_free(server.getsockname()[1])
