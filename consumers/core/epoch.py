"""One epoch of a definition: its series by label values, its end, and the bound on their number."""

from collections import Counter
from heapq import heappop, heappush
from typing import Final

from consumers.core.family import FOR_EVER, Family, Span
from consumers.core.kinds.by_type import KINDS
from consumers.core.series import Series

OTHER: Final = "__other__"
Pinned = frozenset[tuple[str, ...]]
_UNLIMITED: Final = frozenset({"", OTHER})


class Epoch(Span):
    """The series of one family.

    Law 7: when `most` label sets are taken, a new one takes the slot of the longest-idle series that
    has its marker; if there is none, it folds into the series whose free labels are all `__other__`.
    A pinned label set has a slot of its own, used or not, that is never given away.
    A label with a limit has as many values as the series there are use; others become `__other__`.
    """

    def __init__(self, family: Family, end: int = FOR_EVER) -> None:
        super().__init__(family, end)
        self.by_labels: dict[tuple[str, ...], Series] = {}
        self._marked: list[tuple[int, tuple[str, ...]]] = []
        self._fixed = {family.label_names.index(name) for name in _fixed(family)}
        self._owners: dict[str, str] = {}
        self._used = {i: (most, Counter[str]()) for i, most in enumerate(family.limits) if most}

    def make(self, labels: tuple[str, ...]) -> Series:
        """A new series at zero. All of an epoch share one text of their org and of their project."""
        labels = tuple(
            self._owners.setdefault(v, v) if i in self._fixed else v for i, v in enumerate(labels)
        )
        series = self.by_labels[labels] = KINDS[self.family.type](self, labels)
        for position, (_, used) in self._used.items():
            used[labels[position]] += 1
        return series

    def drop(self, series: Series) -> None:
        """Forget the series; its slot is free."""
        del self.by_labels[series.labels]
        for position, (_, used) in self._used.items():
            value = series.labels[position]
            used[value] -= 1
            if not used[value]:
                del used[value]

    def limited(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Labels of a new series: values beyond a label's limit are `__other__`."""
        if not self._used:
            return labels
        kept = list(labels)
        for position, (most, used) in self._used.items():
            value = labels[position]
            if value and value not in used and len(used.keys() - _UNLIMITED) >= most:
                kept[position] = OTHER
        return tuple(kept)

    def mark(self, series: Series) -> None:
        """Note that the series has its marker: its slot may be given away."""
        heappush(self._marked, (series.changed_at, series.labels))

    def is_full(self, most: int, other: tuple[str, ...], pinned: Pinned = frozenset()) -> bool:
        """Whether `most` label sets are taken or kept for pinned ones, not counting the folded one."""
        kept = sum(labels not in self.by_labels for labels in pinned)
        return len(self.by_labels) - (other in self.by_labels) + kept >= most

    def longest_idle(self, pinned: Pinned = frozenset()) -> Series | None:
        """The series whose slot a new label set takes; None if all are in use. Ties by labels."""
        kept = []
        found = None
        while self._marked and found is None:
            changed_at, labels = entry = heappop(self._marked)
            series = self.by_labels.get(labels)
            if series and series.changed_at == changed_at and not series.touched:
                if labels in pinned:
                    kept.append(entry)
                else:
                    found = series
        for entry in kept:
            heappush(self._marked, entry)
        return found

    def other(self, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Labels of the series that `labels` folds into: org and project stay, all free ones go."""
        return tuple(v if i in self._fixed else OTHER for i, v in enumerate(labels))


def is_folded(series: Series) -> bool:
    """Whether label sets without a slot may be folded into this series."""
    return OTHER in series.labels


def _fixed(family: Family) -> tuple[str, ...]:
    return tuple(name for name in ("org", "project") if name in family.label_names)
