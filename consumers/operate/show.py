"""`python -m consumers show <partition>`: where a partition stands and what counts there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError

from consumers.aggregate.worker import GROUP
from consumers.core.restored import checkpoint_key
from consumers.core.rules import Rules
from consumers.kafka import at, group_consumer, plain_reader
from schemas.process.errors import Stop
from schemas.records import state
from schemas.topics import BEACONS, STATE

ASK_SECONDS = 10.0
TRIES = 5

Raw = dict[str, bytes]


def show(bootstrap: str, number: int, rules: Rules, write: Callable[[str], object]) -> None:
    """Write one JSON line per thing: the position, each definition that counts, each parked project."""
    reader = Consumer(plain_reader(bootstrap, f"show-{number}", "read_committed"))
    try:
        raw, committed = _at_rest(bootstrap, reader, number)
        log = reader.get_watermark_offsets(at(BEACONS.name, number), ASK_SECONDS)
    finally:
        reader.close()
    for line in lines(raw, number, committed, log, rules):
        write(msgspec.json.encode(line).decode())


def lines(
    raw: Raw, number: int, committed: int | None, log: tuple[int, int], rules: Rules
) -> Iterator[dict[str, Any]]:
    """What `state` and `control` say; times are UTC. `log` is the partition's first and next offset."""
    held = raw.get(checkpoint_key(number))
    checkpoint = msgspec.json.decode(held, type=state.Checkpoint) if held else None
    series = [_series(value) for key, value in raw.items() if key.startswith("series:")]
    yield {
        "partition": number,
        "log": {"first": log[0], "end": log[1]},
        "committed": committed,
        "checkpoint": checkpoint,
        "window": _utc(checkpoint.window) if checkpoint else None,
        "agree": (checkpoint.next_offset if checkpoint else None) == committed,
        "series": len(series),
    }
    window = checkpoint.window if checkpoint else 0
    for definition in sorted({one.definition for one in series}):
        yield from _definition(definition, series, window, rules)
    for key, value in raw.items():
        if key.startswith("parked:"):
            yield {"parked": msgspec.json.decode(value, type=state.Parked)}


def _definition(
    definition: str, series: list[state.Series], window: int, rules: Rules
) -> Iterator[dict[str, Any]]:
    """One line per definition that has series here; `version` is the one in force, if any is."""
    version = rules.active(definition, window)
    mine = [one for one in series if one.definition == definition]
    yield {
        "definition": definition,
        "name": version.definition.name if version else None,
        "version": version.version if version else None,
        "epoch": version.epoch if version else None,
        "series": len(mine),
        "changed": _utc(max(one.changed_at for one in mine)),
    }


def _series(value: bytes) -> state.Series:
    return msgspec.json.decode(value, type=state.Series)


def _utc(time: int) -> str:
    return datetime.fromtimestamp(time / 1000, UTC).isoformat(timespec="milliseconds")


def committed_offset(bootstrap: str, number: int) -> int | None:
    """The group's committed offset, asked without joining the group."""
    asking = Consumer(group_consumer(bootstrap, GROUP, "show"))
    try:
        (found,) = asking.committed([at(BEACONS.name, number)], timeout=ASK_SECONDS)
    finally:
        asking.close()
    return found.offset if found.offset >= 0 else None


def _at_rest(bootstrap: str, reader: Consumer, number: int) -> tuple[Raw, int | None]:
    """State and committed offset with no transaction between the two, if the owner leaves time for it."""
    committed = committed_offset(bootstrap, number)
    for _ in range(TRIES):
        raw, before = _state(reader, number), committed
        committed = committed_offset(bootstrap, number)
        if committed == before:
            break
    return raw, committed


def _state(reader: Consumer, number: int) -> Raw:
    """The newest value of each key of the partition's committed state."""
    raw: Raw = {}
    reader.assign([at(STATE.name, number, OFFSET_BEGINNING)])
    while True:
        for message in reader.consume(5_000, 1.0):
            error = message.error()
            if error is None:
                key, value = (message.key() or b"").decode(), message.value()
                if value is None:
                    raw.pop(key, None)
                else:
                    raw[key] = value
            elif error.code() == KafkaError._PARTITION_EOF:
                return raw
            elif not error.retriable():
                raise Stop(f"state cannot be read: {error}")
