"""Samples gathered by family and time, written out as blocks: one name, one time, columns of labels."""

from collections.abc import Iterable, Iterator

import msgspec

from consumers.core.family import Family
from consumers.core.series import Series, Values
from schemas.records.samples import MAX_BLOCK_BYTES, Block

Row = tuple[tuple[str, ...], Values]


class BlockWriter:
    """Collects rows of one transaction; `blocks` gives them in time order."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, Family], list[Row]] = {}
        self._stale: dict[tuple[int, Family], list[Row]] = {}
        self.rows = 0

    def sample(self, series: Series, at: int, values: Values) -> None:
        self._values.setdefault((at, series.span.family), []).append((series.labels, values))
        self.rows += len(values)

    def marker(self, series: Series, at: int) -> None:
        """Mark every column of the series as ended."""
        family = series.span.family
        columns = (0.0,) * len(family.columns)
        self._stale.setdefault((at, family), []).append((series.labels, columns))
        self.rows += len(columns)

    def blocks(self) -> list[Block]:
        """Everything collected, by time; each block encodes to at most 256 kB."""
        found = [
            *(b for key, rows in self._values.items() for b in _family(*key, rows, stale=False)),
            *(b for key, rows in self._stale.items() for b in _family(*key, rows, stale=True)),
        ]
        return sorted(found, key=lambda block: block.at)


def _family(at: int, family: Family, rows: list[Row], *, stale: bool) -> Iterator[Block]:
    """A block for each name of the family; columns of one name share it, apart by the extra label."""
    for name in dict.fromkeys(column.name for column in family.columns):
        picked = [
            ((*labels, column.extra) if column.extra else labels, value)
            for position, column in enumerate(family.columns)
            if column.name == name
            for labels, values in rows
            if (value := values[position]) is not None
        ]
        if picked:
            yield from _split(at, family, name, picked, stale=stale)


def _split(
    at: int, family: Family, name: str, rows: list[tuple[tuple[str, ...], float]], *, stale: bool
) -> Iterator[Block]:
    block = _block(at, family, name, rows, stale=stale)
    if len(rows) > 1 and len(msgspec.json.encode(block)) > MAX_BLOCK_BYTES:
        half = len(rows) // 2
        yield from _split(at, family, name, rows[:half], stale=stale)
        yield from _split(at, family, name, rows[half:], stale=stale)
    else:
        yield block


def _block(
    at: int,
    family: Family,
    name: str,
    rows: Iterable[tuple[tuple[str, ...], float]],
    *,
    stale: bool,
) -> Block:
    labels, values = zip(*rows, strict=True)
    names = family.label_names
    if len(labels[0]) > len(names):
        names = (*names, family.extra_label)
    order = sorted(range(len(names)), key=names.__getitem__)
    columns = list(zip(*labels, strict=True))
    return Block(
        definition=family.definition,
        version=family.version,
        family=family.name,
        name=name,
        type=family.type,
        at=at,
        label_names=tuple(names[i] for i in order),
        labels=tuple(columns[i] for i in order),
        values=() if stale else values,
        stale=stale,
        help=family.help,
        unit=family.unit,
    )
