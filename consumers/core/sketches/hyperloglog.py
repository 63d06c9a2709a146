"""HyperLogLog (Flajolet and others, 2007) with 2**12 registers: distinct counts within about 1.6 %.

Up to EXACT hashes are kept as they are and counted exactly; from then on each of the registers holds the
longest run of zeros seen, which takes no more room. The estimate is Ertl's, which needs no table of
corrections and holds over the whole range ("New cardinality estimation algorithms for HyperLogLog
sketches", 2017, algorithm 6).
"""

from array import array
from bisect import bisect_left
from math import inf, log, sqrt
from typing import Final

PRECISION: Final = 12
REGISTERS: Final = 1 << PRECISION
EXACT: Final = 512
_Q: Final = 64 - PRECISION
_ALPHA: Final = 1 / (2 * log(2))


class HyperLogLog:
    """A set of 64-bit hashes. `hashes` is sorted; it is empty once `registers` has taken over."""

    __slots__ = ("hashes", "registers")

    def __init__(self, hashes: bytes = b"", registers: bytes = b"") -> None:
        self.hashes = array("Q", hashes)
        self.registers = bytearray(registers)

    def add(self, hashed: int) -> None:
        """Take in a hash, again or for the first time."""
        if self.registers:
            self._raise(hashed)
            return
        place = bisect_left(self.hashes, hashed)
        if place < len(self.hashes) and self.hashes[place] == hashed:
            return
        self.hashes.insert(place, hashed)
        if len(self.hashes) > EXACT:
            self._condense()

    def count(self) -> float:
        """Distinct hashes so far, a whole number; exact up to EXACT, and never falling."""
        if not self.registers:
            return float(len(self.hashes))
        ranks = [self.registers.count(rank) for rank in range(_Q + 2)]
        return max(EXACT + 1.0, float(round(_estimate(ranks))))

    def _condense(self) -> None:
        self.registers = bytearray(REGISTERS)
        for hashed in self.hashes:
            self._raise(hashed)
        self.hashes = array("Q")

    def _raise(self, hashed: int) -> None:
        register = hashed >> _Q
        rank = _Q - (hashed & (1 << _Q) - 1).bit_length() + 1
        if rank > self.registers[register]:
            self.registers[register] = rank


def _estimate(ranks: list[int]) -> float:
    """Registers by rank, 0 to _Q + 1, to a cardinality."""
    z = REGISTERS * _tau(1 - ranks[_Q + 1] / REGISTERS)
    for rank in range(_Q, 0, -1):
        z = 0.5 * (z + ranks[rank])
    z += REGISTERS * _sigma(ranks[0] / REGISTERS)
    return _ALPHA * REGISTERS * REGISTERS / z


def _sigma(x: float) -> float:
    """x + sum over k >= 1 of x ** 2**k * 2**(k-1)."""
    if x == 1:
        return inf
    y, z, before = 1.0, x, -1.0
    while z != before:
        x *= x
        before, z = z, z + x * y
        y += y
    return z


def _tau(x: float) -> float:
    """(1 - x - sum over k >= 1 of (1 - x ** 2**-k) ** 2 * 2**-k) / 3."""
    if x in (0, 1):
        return 0.0
    y, z, before = 1.0, 1 - x, -1.0
    while z != before:
        x = sqrt(x)
        y *= 0.5
        before, z = z, z - (1 - x) ** 2 * y
    return z / 3
