"""granian on the running event loop, with the limits that are the server's business."""

import asyncio
import contextlib
import socket
from typing import Any, Final

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from schemas.process.errors import Stop

# Larger request heads are answered 431 by the server; 16 KiB is what proxies commonly let through.
HEAD_BYTES: Final = 16 * 1024
# A head that takes longer, and a connection that is idle for longer, is closed.
HEAD_MS: Final = 10_000
# Idle connections count too, and browsers keep theirs.
_CONNECTIONS: Final = 16_384
_BACKLOG: Final = 1024
_RETRY_SECONDS: Final = 0.02


class HttpServer:
    """One worker; further processes may listen on the same port (SO_REUSEPORT).

    `settings`: the names of the settings that `host` and `port` come from, for whoever mends them.
    """

    def __init__(self, app: Any, host: str, port: int, settings: tuple[str, str]) -> None:
        self._address = (host, port)
        self._settings = settings
        self._server = Server(
            app,
            address=host,
            port=port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backlog=_BACKLOG,
            backpressure=_CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_MS, max_buffer_size=HEAD_BYTES),
            log_level=LogLevels.error,
            log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},
        )

    async def serve(self) -> None:
        """Serve until `stop`; returns when every request that had arrived is answered.

        Raises Stop when the port is taken or the server ends by itself.
        """
        self._check_port()
        await self._server.serve()
        if self._server.interrupt_children:
            raise Stop("the HTTP server ended by itself")

    async def listening(self) -> None:
        """Returns once connections are accepted; waits for ever if they never are."""
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(*self._address)
                writer.close()
                return
            await asyncio.sleep(_RETRY_SECONDS)

    def stop(self) -> None:
        """Accept no more; idle connections are closed at once."""
        self._server.stop()  # type: ignore[no-untyped-call]

    def _check_port(self) -> None:
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            try:
                probe.bind(self._address)
            except OSError as error:
                names = self._settings
                raise Stop(f"{names[0]} {host}, {names[1]} {port}: {error.strerror}") from None
