"""The clean single-pass run of the log: `python -m consumers rerun` over every partition."""

import json
import os
import subprocess
import sys
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Final

from ops.chaos.compare import Sample, sample

ROOT: Final = Path(__file__).parent.parent.parent
_LIMIT_S: Final = 120


def clean_run(bootstrap: str, partitions: int, until: int) -> list[Sample]:
    """Every sample up to `until` (Unix milliseconds) that the log makes. Blocks.

    Raises subprocess.CalledProcessError when a rerun fails, TimeoutExpired.
    """
    with ThreadPool(partitions) as pool:
        numbers = range(partitions)
        runs = pool.map(lambda number: partition_samples(bootstrap, number, until), numbers)
    return [one for run in runs for one in run]


def partition_samples(bootstrap: str, number: int, until: int) -> list[Sample]:
    """One partition's samples up to `until`; markers are left out, as Prometheus does not tell them."""
    command = (sys.executable, "-m", "consumers", "rerun", str(number), "--until", str(until))
    environment = {**os.environ, "TALLY_KAFKA_BOOTSTRAP": bootstrap}
    printed = subprocess.check_output(command, env=environment, cwd=ROOT, timeout=_LIMIT_S)
    found = map(json.loads, printed.splitlines())
    return [
        sample(one["labels"], one["at"], one["value"]) for one in found if one["value"] is not None
    ]
