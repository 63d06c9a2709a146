"""How long counting stands still when an aggregator is killed: 100,000 series, 15 million remembered ids."""

import os
import signal
import time
from contextlib import suppress
from typing import Any, Final

from ops.bench.cpu import seconds_of
from ops.bench.left import fill
from ops.bench.memory import rss_of
from ops.bench.rig import BenchError, Rig, rig, text_of
from ops.local import ports

PARTITIONS: Final = 8
SERIES: Final = 100_000
IDS: Final = 15_000_000
PATIENCE: Final = 90.0
SAME_SLOT_SECONDS: Final = 10.0
SLOT_LOST_SECONDS: Final = 30.0


def measure() -> list[dict[str, Any]]:
    """The killed member comes back in its slot; another takes over when its session has ended; what
    series cost in memory."""
    with rig(PARTITIONS) as running:
        fill(running, SERIES, IDS)
        rows = [_same_slot(running), _slot_lost(running)]
    return [*rows, _memory()]


def restored(running: Rig, slot: str, partitions: int | None = None) -> int:
    """Start a member; its process id once it has restored that many partitions, all unless told."""
    port = ports.free_ports(("admin",))["admin"]
    environment = {"TALLY_AGGREGATOR_ADMIN_PORT": str(port), "TALLY_SLOT": slot}
    admin = f"http://127.0.0.1:{port}"
    pid = running.run(slot, ("-m", "consumers", "aggregate"), environment, f"{admin}/healthz")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError):
            told = text_of(f"{admin}/metrics")
            if told.count("\ntally_aggregator_restore_seconds{") == (
                partitions or running.partitions
            ):
                return pid
        time.sleep(0.1)
    raise BenchError(f"{slot} did not restore its partitions in time")


def _same_slot(running: Rig) -> dict[str, Any]:
    os.kill(restored(running, "aggregator-0"), signal.SIGKILL)
    return _row(running, "back in the same slot", "aggregator-0", SAME_SLOT_SECONDS)


def _slot_lost(running: Rig) -> dict[str, Any]:
    return _row(running, "slot lost, 15 s of session included", "aggregator-1", SLOT_LOST_SECONDS)


def _row(running: Rig, what: str, slot: str, target: float) -> dict[str, Any]:
    """Start a member right after the one before was killed; it is killed as well."""
    killed = time.monotonic()
    pid = restored(running, slot)
    seconds = time.monotonic() - killed
    row = {
        "row": f"aggregator, {what}, s from kill -9 until every partition counts",
        "value": round(seconds, 1),
        "target": f"<= {target}",
        "reached": seconds <= target,
        "cpu_seconds": round(seconds_of(pid), 1),
        "resident_mib": round(rss_of(pid)),
        "series": SERIES,
        "ids": IDS,
        "partitions": running.partitions,
    }
    os.kill(pid, signal.SIGKILL)
    return row


def _memory() -> dict[str, Any]:
    """What a member with the series takes more than one without any; neither remembers ids."""
    return {
        "row": f"aggregator, MiB of memory for {SERIES:,} counters, right after a restore",
        "value": round(_resident(SERIES) - _resident(0)),
    }


def _resident(series: int) -> float:
    with rig(1) as running:
        fill(running, series, 0)
        return rss_of(restored(running, "aggregator-0"))
