"""The verdict on each record as it arrives, by the core that counts; no Kafka and no clock in here."""

from collections import OrderedDict
from typing import Final, NamedTuple

from consumers.core.explain import Explanation, explain
from consumers.core.rules import Rules
from consumers.core.seen_ids import SeenIds, hash_of
from consumers.core.windows import BUCKET, window_of
from schemas.records.beacons import Beacon
from schemas.records.rejected import Rejection
from webapp.live.messages import Corrected, LiveBeacon, accepted, words

# Definitions are asked one by one for so many events of a beacon; of the rest only the result is told.
DETAILED: Final = 20
# Rejections follow within 7 s: a window, and the aggregator's commit.
REMEMBERED_MS: Final = 10_000
REMEMBERED: Final = 10_000

Results = frozenset[tuple[str, str, str]]


class Seen(NamedTuple):
    """Where a record stands; of a beacon also in which window, and whether the same came before."""

    partition: int
    offset: int
    appended_at: int
    window: int = 0
    is_duplicate: bool = False


class Watch:
    """For one thread. A beacon is called a duplicate of those that came since this began, the same way
    as the aggregator does; of what it remembers from before, `correction` tells."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._ids: dict[int, SeenIds] = {}
        self._windows: dict[int, int] = {}
        self._told: OrderedDict[tuple[int, int], tuple[int, Results]] = OrderedDict()

    def see(self, partition: int, offset: int, appended_at: int, beacon: Beacon) -> Seen:
        """Note the beacon, in the order of its partition."""
        window = max(window_of(appended_at), self._windows.get(partition, 0))
        self._windows[partition] = window
        ids = self._ids.setdefault(partition, SeenIds())
        is_duplicate = ids.see(hash_of(beacon.project_id, beacon.id), window // BUCKET)
        return Seen(partition, offset, appended_at, window, is_duplicate)

    def tell(self, seen: Seen, beacon: Beacon, detailed: int = DETAILED) -> LiveBeacon:
        """What becomes of a beacon that was seen."""
        explained = explain(
            beacon, self._rules, seen.window, is_duplicate=seen.is_duplicate, detailed=detailed
        )
        self._remember((seen.partition, seen.offset), seen.appended_at, explained)
        identity = f"{seen.partition}-{seen.offset}"
        return accepted(identity, seen.appended_at, beacon, explained)

    def correction(self, partition: int, rejection: Rejection) -> Corrected | None:
        """What has to be told anew; None when it was told, or nothing was told of it."""
        _, told = self._told.get((partition, rejection.offset), (0, None))
        said = (rejection.event, rejection.result, rejection.reason)
        if told is None or said in told:
            return None
        verdict = words(rejection.result, rejection.reason)
        place = f"{partition}-{rejection.offset}"
        return Corrected(place, verdict, rejection.result, rejection.reason, rejection.event)

    def _remember(self, place: tuple[int, int], appended_at: int, explained: Explanation) -> None:
        told = {(e.event.name, e.result, e.reason) for e in explained.events}
        told.add(("", explained.result, ""))
        self._told[place] = (appended_at, frozenset(told))
        while self._told:
            oldest, (at, _) = next(iter(self._told.items()))
            if at >= appended_at - REMEMBERED_MS and len(self._told) <= REMEMBERED:
                break
            del self._told[oldest]
