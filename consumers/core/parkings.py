"""Projects whose events cannot be evaluated: parked until an operator lifts it (pipeline.md).

A fault in one project's definitions or events must neither stop the others of its partition nor be
guessed around: from the event that could not be evaluated on, nothing of the project counts.
"""

from consumers.core.plan import Plan
from consumers.core.series_table import StateChanges
from schemas.records.state import Parked


def key_of(project_id: str) -> str:
    return f"parked:{project_id}"


class Parkings:
    """What was parked and not lifted. Changes of the open window go to `state` when it closes."""

    def __init__(self) -> None:
        self._parked: dict[str, Parked] = {}
        self._changes: StateChanges = {}
        self._new: list[Parked] = []

    def __len__(self) -> int:
        return len(self._parked)

    def holds(self, project_id: str, plan: Plan) -> bool:
        """Whether nothing of the project may count under that plan; notes a lift that is in force."""
        if plan.is_parked:
            return True
        parked = self._parked.get(project_id)
        if parked is None:
            return False
        if parked.window < plan.lifted_since:
            del self._parked[project_id]
            self._changes[key_of(project_id)] = None
            return False
        return True

    def park(self, parked: Parked) -> None:
        self._parked[parked.project_id] = parked
        self._changes[key_of(parked.project_id)] = parked
        self._new.append(parked)

    def restore(self, parked: Parked) -> None:
        """Take in a record of `state`."""
        self._parked[parked.project_id] = parked

    def close_window(self, changes: StateChanges) -> list[Parked]:
        """Hand over what the window changed; the projects that it parked."""
        changes.update(self._changes)
        self._changes = {}
        new, self._new = self._new, []
        return new
