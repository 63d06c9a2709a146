"""What a live stream says, each as one server-sent event; the page shows these and nothing else.

https://html.spec.whatwg.org/multipage/server-sent-events.html. Everything a visitor or a sender wrote is
hostile: it stands inside of JSON, where no line can end, and is bounded by the wire's own limits.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from consumers.core.explain import EventExplained, Explanation, Verdict
from schemas.outcomes import OUTCOMES
from schemas.reasons import REASONS
from schemas.records.beacons import Beacon
from schemas.records.refused import Refusal

HEARTBEAT: Final = b": still here\n\n"
REASONS_PAGE: Final = "/reasons"


class Text(msgspec.Struct, frozen=True):
    """A code in plain words: what happened, what to do, and where more stands."""

    text: str
    mend: str
    link: str


class Hello(msgspec.Struct, frozen=True):
    """The first message: the words for every code that later ones carry."""

    texts: dict[str, Text]


class LiveEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event of a beacon, one line of the page. `words` is its verdict: "counted in 2"."""

    name: str
    words: str
    result: str
    reason: str = ""
    definitions: tuple[Verdict, ...] = ()


class LiveBeacon(msgspec.Struct, frozen=True, omit_defaults=True):
    """An accepted beacon. `id` is partition-offset, `at` the broker's append time (ms).

    `beacon` is the record without what stands for the visitor; `enrichment` every label source's value.
    """

    id: str
    at: int
    path: str
    beacon: Beacon
    enrichment: dict[str, str]
    events: tuple[LiveEvent, ...]


class LiveRefusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """A beacon that the collector refused: `words` its verdict, `refusal` what is known of it."""

    id: str
    at: int
    words: str
    refusal: Refusal


class Corrected(msgspec.Struct, frozen=True, omit_defaults=True):
    """The aggregator judged otherwise than was told: a duplicate of something older, say.

    `event` is the name of the event, empty for all of the beacon's.
    """

    id: str
    words: str
    result: str
    reason: str = ""
    event: str = ""


class Dropped(msgspec.Struct, frozen=True):
    """So many messages are missing at this place: they came faster than they could be shown."""

    count: int


class Now(msgspec.Struct, frozen=True):
    """What came before the stream was opened has been told; what follows arrives as it is told."""


class End(msgspec.Struct, frozen=True):
    """The last message: why the stream ends."""

    why: str


Message = Hello | LiveBeacon | LiveRefusal | Corrected | Dropped | Now | End
_NAMES: Final[dict[type[Message], str]] = {
    Hello: "hello",
    LiveBeacon: "beacon",
    LiveRefusal: "refused",
    Corrected: "corrected",
    Dropped: "dropped",
    Now: "now",
    End: "end",
}


def encode(message: Message) -> bytes:
    """The message as a server-sent event."""
    data = msgspec.json.encode(message)
    return b"event: %s\ndata: %s\n\n" % (_NAMES[type(message)].encode(), data)


def hello() -> Hello:
    """The words for every code of this release."""
    reasons = {c: Text(r.text, r.mend, _link(c)) for c, r in REASONS.items()}
    return Hello(reasons | {c: Text(o.text, o.mend, _link(c)) for c, o in OUTCOMES.items()})


def accepted(identity: str, at: int, beacon: Beacon, explained: Explanation) -> LiveBeacon:
    """What is told of an accepted beacon."""
    return LiveBeacon(
        identity,
        at,
        explained.enrichment["path"],
        replace(beacon, visitor="", salt_day=""),
        explained.enrichment,
        tuple(map(_event, explained.events)),
    )


def refused(identity: str, refusal: Refusal) -> LiveRefusal:
    """What is told of a refused beacon."""
    return LiveRefusal(identity, refusal.received_at, words("refused", refusal.code), refusal)


def words(result: str, reason: str = "", counted_in: int = 0) -> str:
    """A verdict in a few words: "counted in 2", "refused: origin not allowed"."""
    if reason:
        return f"{result}: {reason.replace('_', ' ')}"
    return f"{result} in {counted_in}" if counted_in else result


def _event(told: EventExplained) -> LiveEvent:
    verdict = words(told.result, told.reason, told.counted_in)
    return LiveEvent(told.event.name, verdict, told.result, told.reason, told.definitions)


def _link(code: str) -> str:
    return f"{REASONS_PAGE}#{code}"
