"""`python -m ops.audit`: 0 when every sample of a closed hour is as the log says, 1 when not, 2 when it
could not be told."""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Sequence

from ops.audit.run import NothingToAuditError, audit
from ops.chaos.prometheus import Prometheus

_GRID_MS = 5_000
# Until then every window of a time is closed, committed and written, unless something is behind.
_SETTLED_MS = 600_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit once and print the verdict last."""
    chosen = _parser().parse_args(arguments)
    drawn = random.Random(chosen.seed)
    number = drawn.randrange(chosen.partitions) if chosen.partition is None else chosen.partition
    since, until = _span(chosen, drawn, time.time_ns() // 1_000_000)
    print(f"partition {number}, after {since} up to {until}", flush=True)
    try:
        found = audit(chosen.kafka, Prometheus(chosen.prometheus), number, since, until)
    except (NothingToAuditError, OSError, subprocess.CalledProcessError) as error:
        print(error)
        return 2
    for line in found.lines():
        print(line)
    print(f"{'same' if found.same else 'DIFFERENT'}: {found.compared} samples compared")
    return 0 if found.same else 1


def _span(chosen: argparse.Namespace, drawn: random.Random, now: int) -> tuple[int, int]:
    """The span to audit: the one that was asked for, or a random one of the last `days`."""
    length = chosen.minutes * 60_000
    if chosen.until is not None:
        return chosen.until - length, chosen.until
    latest = now - _SETTLED_MS
    until = drawn.randrange(latest - chosen.days * 86_400_000 + length, latest)
    until -= until % _GRID_MS
    return until - length, until


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ops.audit", description=__doc__)
    parser.add_argument("--kafka", default="127.0.0.1:9092", help="bootstrap servers")
    parser.add_argument("--prometheus", default="http://127.0.0.1:9090")
    parser.add_argument("--partitions", type=int, default=32, help="of which one is drawn")
    parser.add_argument("--partition", type=int, help="this one instead")
    parser.add_argument("--minutes", type=int, default=60, help="length of the span")
    parser.add_argument("--days", type=int, default=1, help="how far back it may lie")
    parser.add_argument("--until", type=int, help="this end instead of a random one, Unix ms")
    parser.add_argument("--seed", type=int, help="of what is drawn")
    return parser


if __name__ == "__main__":
    sys.exit(main())
