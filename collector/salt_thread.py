"""The thread that keeps the salts in memory current: reads topic `salts` until it is told to stop."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from collector.salt_topic import SaltReader
from collector.salts import Salts
from schemas.process.errors import Retry, Stop

_POLL_SECONDS: Final = 0.5


class SaltThread(Thread):
    """Daemon thread; `read_once` is set when everything that stood on the topic has been taken over.

    `failed` is called (in this thread) when going on makes no sense.
    """

    def __init__(
        self,
        bootstrap: str,
        client_id: str,
        salts: Salts,
        now_ms: Callable[[], int],
        failed: Callable[[Stop], None],
    ) -> None:
        super().__init__(name="salts", daemon=True)
        self._reader = SaltReader(bootstrap, client_id)
        self._salts = salts
        self._now_ms = now_ms
        self._failed = failed
        self._ending = Event()
        self.read_once = Event()

    def run(self) -> None:
        try:
            self._find_topic()
            while not self._ending.is_set():
                for stored in self._reader.poll(_POLL_SECONDS):
                    self._salts.put(stored.record)
                self._salts.forget(self._now_ms())
                if self._reader.read_once:
                    self.read_once.set()
        except Stop as stop:
            self._failed(stop)
        finally:
            self._reader.close()

    def _find_topic(self) -> None:
        while not self._ending.is_set():
            try:
                self._reader.check_topic()
            except Retry as retry:
                self._ending.wait(retry.after)
            else:
                return

    def end(self) -> None:
        """Stop reading and wait for the thread, about a second."""
        self._ending.set()
        self.join()
