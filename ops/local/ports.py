"""Free TCP ports on loopback."""

import random
import socket
from collections.abc import Iterable
from itertools import count
from typing import Final

LOOPBACK = "127.0.0.1"
# Below those that systems give to connections, and to listeners that name none: only another caller
# of `free_ports` may take one. Each process begins elsewhere, so that two at once seldom meet.
_RANGE: Final = range(11_000, 32_000)
_steps = count(random.randrange(len(_RANGE)))


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """A different free port for each name, none that this process got in its last 20,000.

    Another process may still take one before it is used. Raises OSError when all are taken.
    """
    return {name: _next_free() for name in names}


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now (TIME_WAIT of an earlier one does not matter)."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _next_free() -> int:
    for _ in _RANGE:
        port = _RANGE[next(_steps) % len(_RANGE)]
        if is_free(port):
            return port
    raise OSError("no free port on loopback")
