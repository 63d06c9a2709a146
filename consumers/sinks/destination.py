"""What a sink's loop needs of the place that it writes to."""

from collections.abc import Sequence
from typing import Protocol

from schemas.records.samples import Block


class Destination(Protocol):
    """One place for samples. Blocking; used from one thread."""

    name: str
    # How far back (ms) samples are read again at the start, to know what was written; 0: not at all.
    memory: int

    def check(self) -> None:
        """Make sure that samples can be taken. Raises Retry when it is away, Stop when they cannot."""

    def remember(self, blocks: Sequence[Block]) -> None:
        """Take note of blocks that an earlier process wrote; nothing is written."""

    def write(self, blocks: Sequence[Block]) -> None:
        """Write blocks in their order; returning means accepted. Raises Retry, SlowDown or Stop."""

    def close(self) -> None:
        """Let go of connections."""
