"""The clean single-pass run of the log: `python -m consumers rerun` over every partition."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ops.chaos.compare import Sample, sample

ROOT: Final = Path(__file__).parent.parent.parent
# What ops run makes when TALLY_PARTITIONS does not say otherwise.
PARTITIONS: Final = 8
_LIMIT_S: Final = 120


def clean_run(bootstrap: str, until: int) -> list[Sample]:
    """Every sample up to `until` (Unix milliseconds) that the log makes. Blocks.

    Raises subprocess.CalledProcessError when a rerun fails.
    """
    return [
        one for number in range(PARTITIONS) for one in partition_samples(bootstrap, number, until)
    ]


def partition_samples(bootstrap: str, number: int, until: int) -> Iterator[Sample]:
    """One partition's samples up to `until`; markers are left out, as Prometheus does not tell them."""
    command = (sys.executable, "-m", "consumers", "rerun", str(number), "--until", str(until))
    environment = {**os.environ, "TALLY_KAFKA_BOOTSTRAP": bootstrap}
    printed = subprocess.check_output(command, env=environment, cwd=ROOT, timeout=_LIMIT_S)
    for line in printed.splitlines():
        found = json.loads(line)
        if found["value"] is not None:  # a staleness marker
            yield sample(found["labels"], found["at"], found["value"])
