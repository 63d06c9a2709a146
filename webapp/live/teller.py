"""Each record of the three topics, judged once and told to those who watch its project."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec

from consumers.core.rules import Rules
from schemas.process.control import Entry
from schemas.records import beacons, refused, rejected
from schemas.topics import BEACONS, REFUSED
from webapp.live import messages
from webapp.live.messages import Corrected, LiveBeacon
from webapp.live.pace import Pace
from webapp.live.recent import Kept, Recent
from webapp.live.waiting import Place, Waiting
from webapp.live.watch import DETAILED, Seen, Watch

MAX_BYTES: Final = 256 * 1024
RECENT_BYTES: Final = 512 * 1024
# Everybody else waits for it.
RECENT_MS: Final = 200
RECENT_DETAILED: Final = 10
_REJECTION_BYTES: Final = 8 * 1024 * 1024
_BEACON: Final[msgspec.json.Decoder[beacons.Record]] = msgspec.json.Decoder(beacons.Record)
_REFUSAL: Final = msgspec.json.Decoder(refused.Refusal)
_REJECTION: Final = msgspec.json.Decoder(rejected.Rejection)


class Audience(Protocol):
    """Those who are told; none of these may block."""

    @property
    def watched(self) -> frozenset[str]:
        """Ids of the projects that somebody looks at."""

    def tell(self, project: str, message: bytes, appended_at: int) -> None:
        """One encoded message for them, and when Kafka got its record (ms)."""

    def leave_out(self, project: str, count: int) -> None:
        """So many messages were not made."""


class Teller:
    """For one thread. `now_ms` is the time (Unix ms)."""

    def __init__(self, audience: Audience, now_ms: Callable[[], int]) -> None:
        self._audience = audience
        self._now_ms = now_ms
        self._rules = Rules()
        self._watch = Watch(self._rules)
        self._waiting = Waiting()
        self._recent = Recent()
        self._rejections = Recent(size=_REJECTION_BYTES)
        self._paces: dict[str, Pace] = {}

    def apply(self, entry: Entry) -> None:
        """Take over one record of `control`."""
        self._rules.apply(entry)

    def record(
        self, topic: str, partition: int, offset: int, appended_at: int, value: bytes
    ) -> None:
        """One record in the order of its partition; unreadable ones are passed over."""
        try:
            at = Seen(partition, offset, appended_at)
            if topic == BEACONS.name:
                self._beacon(at, value)
            elif topic == REFUSED.name:
                self._refusal(Kept(topic, at, value))
            else:
                self._rejection(Kept(topic, at, value))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return

    def committed(self, offsets: Mapping[int, int]) -> dict[Place, int]:
        """The aggregator has counted up to these offsets; the events that wait, by (org, project)."""
        self._waiting.commit(offsets)
        return dict(self._waiting.events)

    def say_left_out(self) -> None:
        """Tell those who watch a busy project what was left out since the last call."""
        watched = self._audience.watched
        for project, pace in list(self._paces.items()):
            if count := pace.left_out():
                self._audience.leave_out(project, count)
            if project not in watched:
                del self._paces[project]

    def recent(self, project: str) -> list[bytes]:
        """The project's last messages, oldest first: ten, and as many more as are made in a fifth of a
        second, 50 and half a megabyte at most; the definitions' verdicts are with the newest 10 events."""
        found: list[bytes] = []
        size, until, pace = 0, self._now_ms() + RECENT_MS, Pace(detailed=RECENT_DETAILED)
        for kept in self._recent.of(project):
            found.append(self._again(kept, pace))
            size += len(found[-1])
            # The first few may be slow: patterns of user agents are compiled when one is first looked at.
            is_late = len(found) >= RECENT_DETAILED and self._now_ms() > until
            if size > RECENT_BYTES or is_late:
                break
        corrected = [self._corrected(kept) for kept in self._rejections.of(project)]
        return [*reversed(found), *(messages.encode(one) for one in reversed(corrected) if one)]

    def _again(self, kept: Kept, pace: Pace) -> bytes:
        if kept.topic == REFUSED.name:
            return _refused(kept)
        record = _BEACON.decode(kept.value)
        assert isinstance(record, beacons.Beacon)
        return self._judged(kept.seen, record, pace)

    def _beacon(self, at: Seen, value: bytes) -> None:
        record = _BEACON.decode(value)
        if not isinstance(record, beacons.Beacon):
            return
        place = (record.org, record.project)
        self._waiting.note(at.partition, at.offset, place, len(record.events))
        seen = self._watch.see(at.partition, at.offset, at.appended_at, record)
        self._recent.keep(record.project_id, Kept(BEACONS.name, seen, value))
        pace = self._admitted(record.project_id)
        if pace is not None:
            told = self._judged(seen, record, pace)
            self._audience.tell(record.project_id, told, at.appended_at)

    def _judged(self, seen: Seen, record: beacons.Beacon, pace: Pace) -> bytes:
        detailed = pace.detailed(min(len(record.events), DETAILED))
        return bounded(self._watch.tell(seen, record, detailed))

    def _refusal(self, kept: Kept) -> None:
        project = _REFUSAL.decode(kept.value).project_id
        self._recent.keep(project, kept)
        if self._admitted(project):
            self._audience.tell(project, _refused(kept), kept.seen.appended_at)

    def _rejection(self, kept: Kept) -> None:
        project = _REJECTION.decode(kept.value).project_id
        self._rejections.keep(project, kept)
        correction = self._corrected(kept) if project in self._audience.watched else None
        if correction is not None:
            self._audience.tell(project, messages.encode(correction), kept.seen.appended_at)

    def _corrected(self, kept: Kept) -> Corrected | None:
        return self._watch.correction(kept.seen.partition, _REJECTION.decode(kept.value))

    def _admitted(self, project: str) -> Pace | None:
        """The pace of a project that is watched and not too fast."""
        if project not in self._audience.watched:
            return None
        pace = self._paces.setdefault(project, Pace())
        return pace if pace.admits(self._now_ms()) else None


def _refused(kept: Kept) -> bytes:
    identity = f"{kept.topic}-{kept.seen.partition}-{kept.seen.offset}"
    return messages.encode(messages.refused(identity, _REFUSAL.decode(kept.value)))


def bounded(told: LiveBeacon) -> bytes:
    """The encoded message; without the definitions' verdicts where it would be too large."""
    encoded = messages.encode(told)
    if len(encoded) <= MAX_BYTES:
        return encoded
    events = tuple(msgspec.structs.replace(event, definitions=()) for event in told.events)
    return messages.encode(msgspec.structs.replace(told, events=events))
