"""Each record of the three topics, judged once and told to those who watch its project."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec

from consumers.core.rules import Rules
from schemas.process.control import Entry
from schemas.records import beacons, refused, rejected
from schemas.topics import BEACONS, REFUSED
from webapp.live import messages
from webapp.live.messages import LiveBeacon, Message
from webapp.live.pace import Pace
from webapp.live.waiting import Place, Waiting
from webapp.live.watch import DETAILED, Watch

MAX_BYTES: Final = 256 * 1024
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
        self._paces: dict[str, Pace] = {}

    def apply(self, entry: Entry) -> None:
        """Take over one record of `control`."""
        self._rules.apply(entry)

    def record(
        self, topic: str, partition: int, offset: int, appended_at: int, value: bytes
    ) -> None:
        """One record in the order of its partition; unreadable ones are passed over."""
        try:
            if topic == BEACONS.name:
                self._beacon(partition, offset, appended_at, _BEACON.decode(value))
            elif topic == REFUSED.name:
                self._refusal(f"{topic}-{partition}-{offset}", appended_at, _REFUSAL.decode(value))
            else:
                self._rejection(partition, appended_at, _REJECTION.decode(value))
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

    def _beacon(self, partition: int, offset: int, at: int, record: beacons.Record) -> None:
        if not isinstance(record, beacons.Beacon):
            return
        place = (record.org, record.project)
        self._waiting.note(partition, offset, place, len(record.events))
        is_duplicate = self._watch.see(partition, at, record)
        pace = self._admitted(record.project_id)
        if pace is None:
            return
        told = self._watch.tell(
            partition,
            offset,
            at,
            record,
            is_duplicate=is_duplicate,
            detailed=pace.detailed(min(len(record.events), DETAILED)),
        )
        self._audience.tell(record.project_id, bounded(told), at)

    def _refusal(self, identity: str, at: int, refusal: refused.Refusal) -> None:
        if self._admitted(refusal.project_id):
            self._tell(refusal.project_id, messages.refused(identity, refusal), at)

    def _rejection(self, partition: int, at: int, rejection: rejected.Rejection) -> None:
        if rejection.project_id in self._audience.watched:
            correction = self._watch.correction(partition, rejection)
            if correction is not None:
                self._tell(rejection.project_id, correction, at)

    def _admitted(self, project: str) -> Pace | None:
        """The pace of a project that is watched and not too fast."""
        if project not in self._audience.watched:
            return None
        pace = self._paces.setdefault(project, Pace())
        return pace if pace.admits(self._now_ms()) else None

    def _tell(self, project: str, message: Message, at: int) -> None:
        self._audience.tell(project, messages.encode(message), at)


def bounded(told: LiveBeacon) -> bytes:
    """The encoded message; without the definitions' verdicts where it would be too large."""
    encoded = messages.encode(told)
    if len(encoded) <= MAX_BYTES:
        return encoded
    events = tuple(msgspec.structs.replace(event, definitions=()) for event in told.events)
    return messages.encode(msgspec.structs.replace(told, events=events))
