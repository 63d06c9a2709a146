"""Every topic, once: its key, partitions, retention, writer and readers (pipeline.md "Topics").

`python -m ops topics` creates them and verifies the ones that exist; a process that meets other
settings stops. All topics stamp records with the broker's append time: time in the pipeline is Kafka's.
"""

from dataclasses import dataclass, field
from types import UnionType
from typing import Final, Literal

from schemas.records import beacons, control, refused, rejected, salts, samples, state

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

Partitions = Literal["per-project", "one"]

# The aggregator's consumer group: what it committed on `beacons` is counted for good.
AGGREGATOR_GROUP: Final = "aggregator"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `partitions` is the configured count ("per-project") or 1; times in milliseconds.

    `record` is what its values decode to: a struct, or the union of several told apart by `kind`.
    """

    name: str
    record: type | UnionType
    key: str
    partitions: Partitions
    writer: str
    readers: tuple[str, ...]
    purpose: str
    settings: dict[str, str] = field(default_factory=dict)

    def count(self, partitions: int) -> int:
        """Number of partitions when the installation was made with `partitions`."""
        return partitions if self.partitions == "per-project" else 1

    def configuration(self) -> dict[str, str]:
        """Kafka's topic configuration, LogAppendTime included."""
        return {"message.timestamp.type": "LogAppendTime", **self.settings}


def _kept(retention_ms: int) -> dict[str, str]:
    return {"cleanup.policy": "delete", "retention.ms": str(retention_ms)}


BEACONS: Final = Topic(
    "beacons",
    beacons.Record,
    "project id; partition = crc32(project id) mod count",
    "per-project",
    "collector (beacon), aggregator (tick), replay (seed)",
    ("aggregator", "live", "replay", "audit"),
    "What was accepted: the log that everything else is a function of.",
    _kept(30 * DAY),
)
CONTROL: Final = Topic(
    "control",
    control.Record,
    "kind:id[:version]",
    "one",
    "outbox; aggregator (quota); operators (parking, skip)",
    ("collector", "aggregator", "live", "replay", "audit"),
    "What collector and aggregator must know of the database.",
    {
        "cleanup.policy": "compact",
        "segment.ms": str(HOUR),
        "max.compaction.lag.ms": str(12 * HOUR),
        "delete.retention.ms": str(DAY),
    },
)
SALTS: Final = Topic(
    "salts",
    salts.Record,
    "UTC day",
    "one",
    "collector (python -m collector salts)",
    ("collector",),
    "Daily visitor salts, encrypted; deleted the day after their day.",
    {**_kept(10 * DAY), "segment.ms": str(10 * MINUTE)},
)
STATE: Final = Topic(
    "state",
    state.Record,
    "series, id bucket or checkpoint:<partition>; partition = input partition",
    "per-project",
    "aggregator (transactional)",
    ("aggregator", "audit"),
    "What the aggregator remembers, from which a partition is restored.",
    {
        "cleanup.policy": "compact",
        "segment.bytes": str(64 * 1024 * 1024),
        "segment.ms": str(10 * MINUTE),
        "min.cleanable.dirty.ratio": "0.1",
    },
)
SAMPLES: Final = Topic(
    "samples",
    samples.Record,
    "definition id; partition = input partition",
    "per-project",
    "aggregator (transactional)",
    ("sink",),
    "Blocks of (series, timestamp, value) on their way to Prometheus.",
    _kept(7 * DAY),
)
REJECTED: Final = Topic(
    "rejected",
    rejected.Record,
    "project id; partition = input partition",
    "per-project",
    "aggregator (transactional)",
    ("live",),
    "Events the aggregator did not count and why: the first 10 per project, reason and window.",
    _kept(7 * DAY),
)
REFUSED: Final = Topic(
    "refused",
    refused.Record,
    "project id; partition as beacons",
    "per-project",
    "collector",
    ("live",),
    "Beacons the collector refused: the first 10 per project, key, code and 5 s.",
    _kept(7 * DAY),
)

TOPICS: Final = {t.name: t for t in (BEACONS, CONTROL, SALTS, STATE, SAMPLES, REJECTED, REFUSED)}
