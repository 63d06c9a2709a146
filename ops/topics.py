"""Create the topics of schemas/topics.py, verify the ones that exist (`python -m ops topics`)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType

from schemas.process.errors import Stop
from schemas.topics import TOPICS, Topic

PRODUCTION_REPLICATION = 3
_INTERNAL = ("__consumer_offsets", "__transaction_state")


@dataclass(frozen=True, slots=True)
class Layout:
    """A topic as it shall be or as it was found; `settings` of a found one holds all of Kafka's."""

    partitions: int
    replication: int
    settings: Mapping[str, str] = field(default_factory=dict)


def wanted(topics: Iterable[Topic], partitions: int, replication: int) -> dict[str, Layout]:
    """The layout each declared topic shall have; one replica may be away when there are several."""
    safety = {
        "min.insync.replicas": str(max(1, replication - 1)),
        "unclean.leader.election.enable": "false",
    }
    return {
        t.name: Layout(t.count(partitions), replication, {**t.configuration(), **safety})
        for t in topics
    }


def faults(shall: Mapping[str, Layout], found: Mapping[str, Layout]) -> list[str]:
    """One line for each difference between a topic that exists and its declaration."""
    both = [(name, shall[name], found[name]) for name in shall if name in found]
    return [line for name, layout, real in both for line in _differences(name, layout, real)]


def _differences(name: str, shall: Layout, real: Layout) -> list[str]:
    lines = []
    if real.partitions != shall.partitions:
        lines.append(
            f"{name}: {real.partitions} partitions, TALLY_PARTITIONS asks for {shall.partitions}; "
            "the count is fixed when a topic is created"
        )
    if real.replication < shall.replication:
        lines.append(f"{name}: replication factor {real.replication}, not {shall.replication}")
    lines += [
        f"{name}: {key}={real.settings.get(key)}, not {value}"
        for key, value in shall.settings.items()
        if real.settings.get(key) != value
    ]
    return lines


def unsafe(env: str, replication: int, found: Mapping[str, Layout]) -> list[str]:
    """What production refuses (pipeline.md): fewer than three copies, Kafka's own topics included."""
    if env == "development":
        return []
    few = []
    if replication < PRODUCTION_REPLICATION:
        few.append(f"TALLY_REPLICATION_FACTOR={replication}")
    few += [
        f"{name} has replication factor {found[name].replication}"
        for name in _INTERNAL
        if name in found and found[name].replication < PRODUCTION_REPLICATION
    ]
    return [f"{line}: at least 3 unless TALLY_ENV=development" for line in few]


def ensure(
    bootstrap: str,
    partitions: int,
    replication: int,
    env: str,
    say: Callable[[str], None],
    *,
    wait_s: float = 30.0,
) -> None:
    """Create what is missing, verify what exists. Blocks up to `wait_s` for each of three answers.

    Raises Stop with all faults in its text; then nothing was created.
    """
    admin = AdminClient({"bootstrap.servers": bootstrap})
    shall = wanted(TOPICS.values(), partitions, replication)
    try:
        found = _found(admin, [*shall, *_INTERNAL], wait_s)
        wrong = unsafe(env, replication, found) + faults(shall, found)
        if wrong:
            raise Stop("; ".join(wrong))
        missing = [name for name in shall if name not in found]
        _create(admin, {name: shall[name] for name in missing}, wait_s)
    except KafkaException as error:
        raise Stop(f"Kafka at {bootstrap}: {error.args[0].str()}") from None
    say(f"topics: {len(missing)} created, {len(shall) - len(missing)} verified")


def _found(admin: AdminClient, names: Iterable[str], wait_s: float) -> dict[str, Layout]:
    topics = admin.list_topics(timeout=wait_s).topics
    present = [name for name in names if name in topics]
    resources = [ConfigResource(ResourceType.TOPIC, name) for name in present]
    configs = admin.describe_configs(resources, request_timeout=wait_s) if present else {}
    settings = {
        resource.name: {entry.name: entry.value for entry in future.result().values()}
        for resource, future in configs.items()
    }
    return {name: _layout(topics[name].partitions.values(), settings[name]) for name in present}


def _layout(partitions: Iterable[object], settings: Mapping[str, str]) -> Layout:
    replicas = [len(p.replicas) for p in partitions]  # type: ignore[attr-defined]
    return Layout(len(replicas), min(replicas), settings)


def _create(admin: AdminClient, layouts: Mapping[str, Layout], wait_s: float) -> None:
    new = [
        NewTopic(
            name,
            num_partitions=layout.partitions,
            replication_factor=layout.replication,
            config=dict(layout.settings),
        )
        for name, layout in layouts.items()
    ]
    if new:
        for future in admin.create_topics(new, request_timeout=wait_s).values():
            future.result()
