"""Is topic `beacons` what this installation says it is? Asked once, before the first beacon."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, ResourceType

from schemas.process.errors import Retry, Stop
from schemas.process.kafka import client
from schemas.topics import BEACONS

# pipeline.md: three copies of which two must acknowledge, and no leader that lacks acknowledged records.
MIN_REPLICAS: Final = 3
MIN_INSYNC: Final = 2
_ASK_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """What Kafka says of the topic: partitions, copies of the least replicated one, configuration."""

    partitions: int
    replicas: int
    configuration: Mapping[str, str]


def faults(found: Found, partitions: int, env: str) -> list[str]:
    """Why the collector must not write there; empty when it may."""
    lines = []
    if found.partitions != partitions:
        lines.append(
            f"beacons has {found.partitions} partitions, TALLY_PARTITIONS says {partitions}"
        )
    return lines if env == "development" else [*lines, *_unsafe(found)]


def _unsafe(found: Found) -> list[str]:
    lines = []
    if found.replicas < MIN_REPLICAS:
        lines.append(f"beacons has {found.replicas} replicas, production asks for {MIN_REPLICAS}")
    if int(found.configuration.get("min.insync.replicas", "1")) < MIN_INSYNC:
        lines.append(f"beacons has min.insync.replicas below {MIN_INSYNC}")
    if found.configuration.get("unclean.leader.election.enable") != "false":
        lines.append("beacons allows unclean leader election")
    return lines


def check(bootstrap: str, partitions: int, env: str) -> None:
    """Blocks up to 10 s. Raises Stop with every fault, Retry when Kafka does not answer."""
    admin = AdminClient(client(bootstrap, "collector-topic"))
    try:
        found = ask(admin)
    except KafkaException as error:
        raise Retry(f"Kafka at {bootstrap}: {error.args[0].str()}", after=1.0) from None
    lines = faults(found, partitions, env)
    if lines:
        raise Stop("; ".join(lines))


def ask(admin: AdminClient) -> Found:
    """Raises KafkaException when Kafka does not answer, Stop when there is no such topic."""
    topic = admin.list_topics(BEACONS.name, timeout=_ASK_SECONDS).topics[BEACONS.name]
    if not topic.partitions:
        raise Stop("topic beacons does not exist: run `python -m ops topics`")
    resource = ConfigResource(ResourceType.TOPIC, BEACONS.name)
    entries = admin.describe_configs([resource], request_timeout=_ASK_SECONDS)[resource].result()
    replicas = min(len(partition.replicas) for partition in topic.partitions.values())
    configuration = {entry.name: entry.value for entry in entries.values()}
    return Found(len(topic.partitions), replicas, configuration)
