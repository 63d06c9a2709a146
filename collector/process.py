"""One collector process from start to end: what comes up in which order, and how it goes down."""

import asyncio
import contextlib
import gc
import logging
import signal
import threading
import time
from typing import Final

from collector import topic
from collector.app import App
from collector.assemble import admission
from collector.control import ControlThread
from collector.kafka import BeaconLog
from collector.measures import Measures
from collector.memory import Memory
from collector.refusals import Refusals
from collector.refused_log import RefusedLog
from collector.request import BodyReader
from collector.salt_thread import SaltThread
from collector.salts import Salts
from collector.settings import CollectorSettings
from schemas.keyring import Keyring
from schemas.process import metrics
from schemas.process.admin import AdminListener
from schemas.process.asgi import HttpServer
from schemas.process.common import CommonSettings
from schemas.process.errors import Retry, Stop

log = logging.getLogger(__name__)

_PULSE_SECONDS: Final = 0.1
_ADDRESS: Final = ("TALLY_COLLECTOR_HOST", "TALLY_COLLECTOR_PORT")
# Objects that live as long as a request would otherwise be examined for cycles again and again.
_GC_THRESHOLDS: Final = (20_000, 20, 50)


class Collector:
    """The parts in the order they come up, and what still keeps them from being ready.

    The public port opens last: a page whose key is not yet in memory would be told to stop for good.
    """

    def __init__(self, common: CommonSettings, own: CollectorSettings) -> None:
        self._common = common
        self._own = own
        self._missing = ["beacons", "control", "salts", "http"]
        self._ending = asyncio.Event()
        self._fault: Stop | None = None
        self._loop = asyncio.get_running_loop()
        self._registry = metrics.registry()
        self._measures = Measures(self._registry)
        ring = Keyring(own.ingest_keys, "TALLY_INGEST_KEYS")
        self._memory = Memory(ring, common.partitions)
        self._salts = Salts(ring)

    async def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises Stop when going on would be wrong."""
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._ending.set)
        admin = self._admin()
        try:
            await self._check_topic()
            if not self._ending.is_set():
                await self._with_control()
        finally:
            admin.close()
        if self._fault:
            raise self._fault

    async def _check_topic(self) -> None:
        bootstrap, partitions = self._common.kafka_bootstrap, self._common.partitions
        while not self._ending.is_set():
            try:
                await asyncio.to_thread(topic.check, bootstrap, partitions, self._common.env)
            except Retry as retry:
                log.warning("waiting: %s", retry)
                await self._pause(retry.after)
            else:
                self._missing.remove("beacons")
                return

    async def _with_control(self) -> None:
        control = ControlThread(
            self._common.kafka_bootstrap, self._own.identity, self._memory.apply, self._failed
        )
        salts = SaltThread(
            self._common.kafka_bootstrap,
            f"{self._own.identity}-salts",
            self._salts,
            _now_ms,
            self._failed,
        )
        # What is read now stays: looking through it for cycles doubles the time to read 100,000 keys.
        gc.disable()
        control.start()
        salts.start()
        try:
            await self._until(control.read_once, "control")
            await self._until(salts.read_once, "salts")
            if not self._ending.is_set():
                await self._serve(control)
        finally:
            await asyncio.to_thread(salts.end)
            await asyncio.to_thread(control.end)

    async def _until(self, done: threading.Event, missing: str) -> None:
        while not (done.is_set() or self._ending.is_set()):
            await self._pause(_PULSE_SECONDS)
        self._missing.remove(missing)

    async def _serve(self, control: ControlThread) -> None:
        observe = self._measures.observe_ack
        beacons = BeaconLog(self._common.kafka_bootstrap, self._own.identity, observe)
        bodies, refused = BodyReader(self._loop), self._refused_log()
        refusals = Refusals(self._memory, refused.send, self._own.identity)
        app = App(
            self._memory,
            admission(self._own, self._memory, self._salts),
            beacons,
            bodies,
            refusals,
            control.is_current,
            _now_ms,
        )
        pulse = self._loop.create_task(self._pulse(app, beacons, bodies, refusals, refused))
        try:
            await self._serve_http(HttpServer(app, self._own.host, self._own.port, _ADDRESS))
            await beacons.flush()
            await asyncio.to_thread(refused.flush)
        finally:
            pulse.cancel()

    async def _serve_http(self, server: HttpServer) -> None:
        serving = self._loop.create_task(server.serve())
        serving.add_done_callback(lambda _: self._ending.set())
        opening = self._loop.create_task(self._open(server))
        await self._ending.wait()
        opening.cancel()
        self._missing.append("draining")
        server.stop()
        await serving

    async def _open(self, server: HttpServer) -> None:
        await server.listening()
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(*_GC_THRESHOLDS)
        self._missing.remove("http")
        log.info("ready", extra={"host": self._own.host, "port": self._own.port})

    def _refused_log(self) -> RefusedLog:
        return RefusedLog(self._common.kafka_bootstrap, f"{self._own.identity}-refused")

    async def _pulse(
        self,
        app: App,
        beacons: BeaconLog,
        bodies: BodyReader,
        refusals: Refusals,
        refused: RefusedLog,
    ) -> None:
        """Ten times a second: what is out of time, and the metrics."""
        published = 0
        while True:
            await asyncio.sleep(_PULSE_SECONDS)
            beacons.expire()
            bodies.expire()
            refused.poll()
            self._measures.publish(
                app.acknowledged_events - published, beacons.in_flight, refusals.taken()
            )
            published = app.acknowledged_events
            self._measures.salt_days.set(self._salts.ahead(_now_ms()))

    def _admin(self) -> AdminListener:
        host, port = self._common.admin_host, self._own.admin_port
        try:
            return AdminListener(host, port, self._registry, lambda: list(self._missing))
        except OSError as error:
            raise Stop(f"TALLY_COLLECTOR_ADMIN_PORT {port}: {error.strerror}") from None

    def _failed(self, fault: Stop) -> None:
        self._loop.call_soon_threadsafe(self._stop, str(fault))

    def _stop(self, text: str) -> None:
        self._fault = self._fault or Stop(text)
        self._ending.set()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
