"""Remote write 1.0 (https://prometheus.io/docs/specs/prw/remote_write_spec/): blocks to a WriteRequest.

Only four messages are needed (WriteRequest, TimeSeries, Label, Sample), so they are written by hand and
every label set is encoded once.
"""

import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import cramjam

from schemas.records.samples import Block

# Prometheus tells staleness from other NaNs by this bit pattern (model/value/value.go, StaleNaN).
STALE: Final = struct.unpack("<d", struct.pack("<Q", 0x7FF0000000000002))[0]


def rows(block: Block) -> Iterator[bytes]:
    """One encoded TimeSeries with one sample for each row of the block, as a field of WriteRequest."""
    values = (STALE,) * len(block.labels[0]) if block.stale else block.values
    timestamp = b"\x10" + _varint(block.at)
    for labels, value in zip(zip(*block.labels, strict=True), values, strict=True):
        sample = b"\x09" + struct.pack("<d", value) + timestamp
        series = _labels(block.name, block.label_names, labels) + _field(2, sample)
        yield _field(1, series)


def compress(encoded: Iterable[bytes]) -> bytes:
    """The request's body: Snappy's block format, not its framed one."""
    return bytes(cramjam.snappy.compress_raw(b"".join(encoded)))


@lru_cache(maxsize=200_000)
def _labels(name: str, names: tuple[str, ...], values: tuple[str, ...]) -> bytes:
    """Labels sorted by name, as the specification demands; an empty value means no label."""
    pairs = sorted([("__name__", name), *zip(names, values, strict=True)])
    return b"".join(_label(label, value) for label, value in pairs if value)


def _label(name: str, value: str) -> bytes:
    return _field(1, _field(1, name.encode()) + _field(2, value.encode()))


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field (wire type 2)."""
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
