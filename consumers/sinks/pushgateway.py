"""A Pushgateway as a destination: the lesser choice.

It keeps one value per series and no time: no back-dating, no zero before a change, no markers. What has
a time of its own (increase over a quiet minute, a gap, a distinct count's past) is lost. Every project is
one group, pushed as a whole (PUT), so series that ended are gone with the next push
(https://github.com/prometheus/pushgateway, "PUT method").
"""

import logging
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from prometheus_client import Counter

from consumers.sinks.families import Families
from consumers.sinks.http import Answer, Connection
from consumers.sinks.prometheus import refusal
from schemas.process.errors import Reject
from schemas.records.samples import Block
from schemas.topics import DAY

log = logging.getLogger(__name__)

JOB: Final = "tallylight"


class Pushgateway:
    """`memory`: a living series is repeated at least every 4 minutes until it ended for 24 h."""

    memory = DAY

    def __init__(
        self, name: str, connection: Connection, samples: Counter, requests: Counter
    ) -> None:
        self.name = name
        self._connection = connection
        self._families = Families()
        self._accepted = samples.labels(name, "accepted")
        self._isolated = samples.labels(name, "isolated")
        self._requests = requests
        self._unpushed: set[str] = set()

    def check(self) -> None:
        """Whether somebody answers there."""
        answer = self._connection.request("GET", "/-/ready")
        if answer.status != 200:
            raise refusal(answer)

    def remember(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            self._unpushed |= self._families.take(block)

    def write(self, blocks: Sequence[Block]) -> None:
        """Push every project that changed. A project that is refused is told and left out."""
        self.remember(blocks)
        for project in sorted(self._unpushed):
            try:
                self._push(project)
            except Reject as refused:
                log.error(
                    "the Pushgateway refused a project",
                    extra={"project": project, "why": str(refused)},
                )
                self._isolated.inc()
            self._unpushed.discard(project)
        self._accepted.inc(sum(len(block.labels[0]) for block in blocks))

    def close(self) -> None:
        self._connection.close()

    def _push(self, project: str) -> None:
        text = self._families.text(project)
        method = "PUT" if text else "DELETE"
        # The label `project` is the group's too, so a project without a slug would have no group.
        path = f"/metrics/job/{JOB}/project/{quote(project or '_', safe='')}"
        answer: Answer = self._connection.request(
            method, path, text.encode(), Content_Type="text/plain; version=0.0.4"
        )
        self._requests.labels(self.name, str(answer.status)).inc()
        if not 200 <= answer.status < 300:
            raise refusal(answer)
