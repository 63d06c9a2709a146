"""Free TCP ports on loopback."""

import socket
from collections.abc import Iterable

LOOPBACK = "127.0.0.1"


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """A different free port for each name. Another process may still take one before it is used."""
    held = {name: _bound(0) for name in names}
    ports = {name: held[name].getsockname()[1] for name in held}
    for listener in held.values():
        listener.close()
    return ports


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now (TIME_WAIT of an earlier one does not matter)."""
    try:
        _bound(port).close()
    except OSError:
        return False
    return True


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
    except OSError:
        listener.close()
        raise
    return listener
