"""Several sinks in one process: a thread and a position in Kafka for each, so that a target that is
away or stopped holds up no other."""

import logging
from collections.abc import Sequence
from threading import Event, Thread

from confluent_kafka import KafkaException

from consumers.sinks.worker import Sink
from schemas.process.errors import Stop

log = logging.getLogger(__name__)


class Several:
    """Runs sinks side by side."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = sinks
        self._stopped: dict[str, str] = {}

    def missing(self) -> list[str]:
        """What keeps any of them from being ready."""
        stopped = [f"{name} stopped: {why}" for name, why in sorted(self._stopped.items())]
        return stopped + [text for sink in self._sinks for text in sink.missing()]

    def run(self, stop: Event) -> None:
        """Work until `stop` is set. Raises Stop once none is left that can go on."""
        threads = [Thread(target=self._run, args=(sink, stop)) for sink in self._sinks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if not stop.is_set():
            raise Stop("; ".join(self._stopped.values()))

    def _run(self, sink: Sink, stop: Event) -> None:
        try:
            sink.run(stop)
        except (Stop, KafkaException) as error:
            # The others go on: readiness and the log tell, and a restart tries again.
            log.critical("%s", error, extra={"target": sink.name})
            self._stopped[sink.name] = str(error)
        finally:
            if not stop.is_set():
                self._stopped.setdefault(sink.name, "an error of its own; see the log")
