"""`python -m webapp live`: Kafka in one thread, streams on the event loop, until SIGTERM."""

import asyncio
import logging
import signal
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import uuid4

from schemas.process import log, metrics
from schemas.process.admin import AdminListener
from schemas.process.asgi import HttpServer
from schemas.process.common import CommonSettings
from schemas.process.errors import Stop
from schemas.process.settings import read
from webapp.db.engine import make_engine
from webapp.db.readiness import faults
from webapp.live.app import App
from webapp.live.audience import LoopAudience
from webapp.live.doors import Doors
from webapp.live.guard import Guard
from webapp.live.reader import Reader
from webapp.live.rooms import Rooms
from webapp.live.stream import Stream
from webapp.live.teller import Teller
from webapp.settings import DatabaseSettings, LiveSettings

logger = logging.getLogger(__name__)

_ADDRESS: Final = ("TALLY_LIVE_HOST", "TALLY_LIVE_PORT")
_PULSE_SECONDS: Final = 0.5
_FAREWELL: Final = "The live process is being restarted. Connect again."
_FAREWELL_SECONDS: Final = 0.5


def run(environ: Mapping[str, str]) -> None:
    """Serve until SIGTERM or SIGINT. Raises SettingError, Stop."""
    common, own = read(CommonSettings, environ), read(LiveSettings, environ)
    database = read(DatabaseSettings, environ)
    log.configure("live", common.log_level)
    asyncio.run(_live(common, own, database))


async def _live(common: CommonSettings, own: LiveSettings, database: DatabaseSettings) -> None:
    await Live(common, own, database).run()


class Live:
    """The parts of one process; made and run on its event loop."""

    def __init__(
        self, common: CommonSettings, own: LiveSettings, database: DatabaseSettings
    ) -> None:
        self._common = common
        self._own = own
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        self._fault: Stop | None = None
        self._missing = ["http"]
        self._registry = metrics.registry()
        self._rooms = Rooms()
        self._engine = make_engine(database.database_url.reveal())
        self._doors = Doors(self._engine, lambda: datetime.now(UTC))
        self._audience = LoopAudience(self._rooms, self._loop, self._registry, _now_ms)
        self._reader = self._made_reader()

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises Stop when going on would be wrong."""
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._ending.set)
        admin = self._admin()
        self._reader.start()
        try:
            await self._serve()
        finally:
            await asyncio.to_thread(self._reader.end)
            self._doors.close()
            self._engine.dispose()
            admin.close()
        if self._fault:
            raise self._fault

    async def _serve(self) -> None:
        app = App(self._rooms, self._doors.redeem, self._begin)
        server = HttpServer(app, self._own.host, self._own.port, _ADDRESS)
        tasks = [
            self._loop.create_task(work)
            for work in (
                Guard(self._rooms, self._doors.standing).run(),
                self._publish_metrics(),
                self._open(server),
            )
        ]
        serving = self._loop.create_task(server.serve())
        serving.add_done_callback(lambda _: self._ending.set())
        try:
            await self._ending.wait()
            await self._farewell(server)
            await serving
        finally:
            for task in tasks:
                task.cancel()

    async def _open(self, server: HttpServer) -> None:
        await server.listening()
        self._missing.remove("http")
        logger.info("ready", extra={"host": self._own.host, "port": self._own.port})

    async def _farewell(self, server: HttpServer) -> None:
        """Readers are told first: the server waits for every answer that it began."""
        self._missing.append("draining")
        self._rooms.close(_FAREWELL)
        await asyncio.sleep(_FAREWELL_SECONDS)
        server.stop()

    def _begin(self, stream: Stream) -> None:
        self._reader.ask(str(stream.viewer.project), partial(self._audience.begin, stream))

    async def _publish_metrics(self) -> None:
        streams = metrics.gauge("tally_live_streams", self._registry)
        left_out = metrics.counter("tally_live_left_out_total", self._registry)
        published = 0
        while True:
            streams.set(len(list(self._rooms)))
            left_out.inc(self._rooms.dropped - published)
            published = self._rooms.dropped
            await asyncio.sleep(_PULSE_SECONDS)

    def _made_reader(self) -> Reader:
        # No group remembers this name; two processes must not share it.
        client_id = f"live-{uuid4().hex[:12]}"
        return Reader(
            self._common.kafka_bootstrap,
            client_id,
            self._common.partitions,
            Teller(self._audience, _now_ms),
            self._audience.waits,
            self._failed,
        )

    def _admin(self) -> AdminListener:
        host, port = self._common.admin_host, self._own.admin_port
        try:
            return AdminListener(host, port, self._registry, self._missing_now)
        except OSError as error:
            raise Stop(f"TALLY_LIVE_ADMIN_PORT {port}: {error.strerror}") from None

    def _missing_now(self) -> list[str]:
        return [*self._missing, *self._reader.missing(), *faults(self._engine)]

    def _failed(self, fault: Stop) -> None:
        """Called by the reader's thread."""
        self._fault = fault
        self._loop.call_soon_threadsafe(self._ending.set)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
