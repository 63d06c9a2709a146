"""The thread that keeps the memory current: reads topic `control` until it is told to stop."""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from schemas.process.control import ControlReader, Entry
from schemas.process.errors import Stop

# The reader confirms the end of control twice a second and waits 4 s for an answer.
CURRENT_SECONDS: Final = 10.0


class ControlThread(Thread):
    """Daemon thread; `read_once` is set when everything that stood on control has been applied.

    When control cannot be understood it ends and calls `failed` (in its own thread) with the reason.
    """

    def __init__(
        self,
        bootstrap: str,
        client_id: str,
        apply: Callable[[Entry], None],
        failed: Callable[[Stop], None],
    ) -> None:
        super().__init__(name="control", daemon=True)
        self._reader = ControlReader(bootstrap, client_id, apply, time.monotonic)
        self._failed = failed
        self._ending = Event()
        self.read_once = Event()

    def run(self) -> None:
        try:
            while not self._ending.is_set() and not self._reader.confirm():
                self._reader.poll(0.1)
            self.read_once.set()
            self._reader.follow(self._ending)
        except Stop as stop:
            self._failed(stop)
        finally:
            self._reader.close()

    def is_current(self) -> bool:
        """Whether the memory was known to be complete a few seconds ago."""
        return self._reader.age() < CURRENT_SECONDS

    def end(self) -> None:
        """Stop reading and wait for the thread; about 5 s at most."""
        self._ending.set()
        self.join()
