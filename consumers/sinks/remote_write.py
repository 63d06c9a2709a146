"""Remote write as a destination: samples one by one, refused ones isolated and told."""

import logging
from collections.abc import Sequence
from typing import Final

from prometheus_client import Counter

from consumers.sinks.bisect import send_all
from consumers.sinks.prometheus import Target, duration_ms
from consumers.sinks.write_request import compress, rows
from schemas.process.errors import Stop
from schemas.records.samples import Block
from schemas.topics import DAY, SAMPLES

log = logging.getLogger(__name__)

MAX_ROWS: Final = 5_000
# One partition may be behind by the whole retention of `samples`, and Prometheus then needs to take
# samples that old (pipeline.md: otherwise it refuses them, and the good ones of the request with them).
REQUIRED_WINDOW_MS: Final = int(SAMPLES.settings["retention.ms"]) + DAY


class RemoteWrite:
    """`declared` is the target's out-of-order window where it does not tell, else empty. The counters
    are of samples by (target, outcome) and of requests by (target, status)."""

    memory = 0

    def __init__(
        self, name: str, target: Target, declared: str, samples: Counter, requests: Counter
    ) -> None:
        self.name = name
        self._target = target
        self._declared = declared
        self._accepted = samples.labels(name, "accepted")
        self._isolated = samples.labels(name, "isolated")
        self._requests = requests

    def check(self) -> None:
        """The out-of-order window must be wide enough for a partition that is behind."""
        window = (
            duration_ms(self._declared) if self._declared else self._target.out_of_order_window()
        )
        if window < REQUIRED_WINDOW_MS:
            raise Stop(
                "Prometheus must take samples up to 8 days late: set "
                f"storage.tsdb.out_of_order_time_window to 9d (it is {window // 3_600_000} h)"
            )

    def remember(self, blocks: Sequence[Block]) -> None:
        """Prometheus accepts the same sample again, so nothing needs to be known."""

    def write(self, blocks: Sequence[Block]) -> None:
        encoded = [row for block in blocks for row in rows(block)]
        for start in range(0, len(encoded), MAX_ROWS):
            isolated = send_all(encoded[start : start + MAX_ROWS], self._send)
            if isolated:
                log.error("Prometheus refused samples", extra={"samples": len(isolated)})
                self._isolated.inc(len(isolated))
        self._accepted.inc(len(encoded))

    def close(self) -> None:
        self._target.close()

    def _send(self, encoded: Sequence[bytes]) -> None:
        status = self._target.write(compress(encoded))
        self._requests.labels(self.name, str(status)).inc()
