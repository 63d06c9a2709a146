"""How many events of each project were accepted in a UTC day: what quotas bound."""

from collections.abc import ItemsView


class Used:
    """The newest day with events alone, by project slug. Not a state: the sum of the ledger's series
    `accepted` of that day, kept so that nobody has to go through them all."""

    def __init__(self) -> None:
        self.day = ""
        self._events: dict[str, float] = {}

    def add(self, day: str, project: str, events: float) -> None:
        """Note events of a day (YYYY-MM-DD); those of a day before the newest count no more."""
        if day > self.day:
            self.day, self._events = day, {}
        if day == self.day:
            self._events[project] = self._events.get(project, 0.0) + events

    def items(self) -> ItemsView[str, float]:
        return self._events.items()
