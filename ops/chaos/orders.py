"""Orders to a member of the aggregator's group: files by slot in a folder that driver and member know."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ops.local.cache import write_whole

FOLDER: Final = "TALLY_CHAOS_ORDERS"
# Within a transaction: records are in Kafka; the input's offsets too; it is committed, nobody knows.
POINTS: Final = ("produced", "offsets sent", "committed")


@dataclass(frozen=True, slots=True)
class Orders:
    """What one slot is told. The folder exists."""

    folder: Path
    slot: str

    def die(self, point: str) -> None:
        """Kill yourself when your next transaction is at `point`, one of POINTS."""
        self._of("died").unlink(missing_ok=True)
        write_whole(self._of("die"), point)

    def must_die(self, point: str) -> bool:
        """Asked by the member at each point; an order is obeyed once."""
        order = self._of("die")
        if not order.exists() or order.read_text(encoding="utf-8") != point:
            return False
        order.rename(self._of("died"))
        return True

    def has_died(self) -> bool:
        return self._of("died").exists()

    def withdraw(self) -> None:
        self._of("die").unlink(missing_ok=True)

    def hold(self) -> None:
        """Do not finish restoring any partition until `release`."""
        write_whole(self._of("hold"), "")

    def release(self) -> None:
        self._of("hold").unlink(missing_ok=True)

    def is_held(self) -> bool:
        return self._of("hold").exists()

    def _of(self, order: str) -> Path:
        return self.folder / f"{self.slot}.{order}"
