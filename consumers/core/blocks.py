"""Samples gathered by family and time, written out as blocks."""

from collections.abc import Iterable, Iterator

import msgspec

from consumers.core.series import Family, Series
from schemas.records.samples import MAX_BLOCK_BYTES, Block

Row = tuple[tuple[str, ...], float]


class BlockWriter:
    """Collects rows of one transaction; `blocks` yields them in time order per family."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, Family], list[Row]] = {}
        self._stale: dict[tuple[int, Family], list[Row]] = {}
        self.rows = 0

    def sample(self, series: Series, at: int, value: float) -> None:
        self._values.setdefault((at, series.family), []).append((series.labels, value))
        self.rows += 1

    def marker(self, series: Series, at: int) -> None:
        self._stale.setdefault((at, series.family), []).append((series.labels, 0.0))
        self.rows += 1

    def blocks(self) -> list[Block]:
        """Everything collected, by time; each block encodes to at most 256 kB."""
        found = [
            *(b for key, rows in self._values.items() for b in _blocks(*key, rows, stale=False)),
            *(b for key, rows in self._stale.items() for b in _blocks(*key, rows, stale=True)),
        ]
        return sorted(found, key=lambda block: block.at)


def _blocks(at: int, family: Family, rows: list[Row], *, stale: bool) -> Iterator[Block]:
    block = _block(at, family, rows, stale=stale)
    if len(rows) > 1 and len(msgspec.json.encode(block)) > MAX_BLOCK_BYTES:
        half = len(rows) // 2
        yield from _blocks(at, family, rows[:half], stale=stale)
        yield from _blocks(at, family, rows[half:], stale=stale)
    else:
        yield block


def _block(at: int, family: Family, rows: Iterable[Row], *, stale: bool) -> Block:
    labels, values = zip(*rows, strict=True)
    return Block(
        definition=family.definition,
        version=family.version,
        family=family.name,
        name=family.name,
        type=family.type,
        at=at,
        label_names=family.label_names,
        labels=tuple(zip(*labels, strict=True)),
        values=() if stale else values,
        stale=stale,
        help=family.help,
        unit=family.unit,
    )
