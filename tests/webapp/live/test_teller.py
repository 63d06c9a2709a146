"""What those who watch are told of each record, from bytes on a topic to a message."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from consumers.core.windows import BUCKET
from schemas.beacon import Event, Page
from schemas.definitions import Label
from schemas.process.control import Entry
from schemas.reasons import REASONS
from schemas.records.beacons import Beacon, Tick
from schemas.records.refused import Refusal
from schemas.records.rejected import Rejection
from schemas.topics import BEACONS, REFUSED, REJECTED
from tests.consumers.core.logs import START, version, view
from webapp.live import pace
from webapp.live.recent import RECORDS
from webapp.live.teller import MAX_BYTES, RECENT_BYTES, RECENT_DETAILED, RECENT_MS, Teller

NOW = START + 60_000


@dataclass
class Listening:
    """Everybody who watches p1."""

    watched: frozenset[str] = frozenset({"p1"})
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    missed: int = 0

    def tell(self, project: str, message: bytes, appended_at: int) -> None:
        assert project in self.watched
        assert appended_at >= START
        self.raw.append(message)
        name, data, *rest = message.decode().split("\n")
        assert rest == ["", ""]
        self.heard.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))

    def leave_out(self, project: str, count: int) -> None:
        self.missed += count


@pytest.fixture
def listening() -> Listening:
    return Listening()


@pytest.fixture
def teller(listening: Listening) -> Teller:
    made = Teller(listening, lambda: NOW)
    record = version()
    made.apply(Entry(record.key, record, 1, 0))
    return made


@pytest.fixture
def beacon(teller: Teller) -> Callable[..., None]:
    """Appends beacons to partition 3, each at the next offset."""
    offsets = iter(range(100, 100_000))

    def append(record: Beacon | Tick, at: int = NOW) -> None:
        teller.record(BEACONS.name, 3, next(offsets), at, msgspec.json.encode(record))

    return append


def test_an_event_is_told_with_its_verdict_and_the_series_it_touches(
    beacon: Callable[..., None], listening: Listening
) -> None:
    beacon(view("a" * 22, "/b/7", ("page_view", "unheard_of"), visitor="v", salt_day="2026-01-01"))
    ((kind, told),) = listening.heard
    assert kind == "beacon"
    assert (told["id"], told["at"], told["path"]) == ("3-100", NOW, "/b/:id")
    assert [(e["name"], e["words"]) for e in told["events"]] == [
        ("page_view", "counted in 1"),
        ("unheard_of", "unmatched"),
    ]
    (verdict,) = told["events"][0]["definitions"]
    assert verdict["series"][0]["labels"]["path"] == "/b/:id"
    assert told["enrichment"]["browser"] == "Firefox"
    assert told["beacon"]["id"] == "a" * 22


def test_nothing_that_stands_for_a_visitor_is_told(
    beacon: Callable[..., None], listening: Listening
) -> None:
    beacon(view("a" * 22, visitor="0123456789abcdef", salt_day="2026-01-01"))
    assert b"0123456789abcdef" not in listening.raw[0]
    assert "visitor" not in listening.heard[0][1]["beacon"]


def test_what_is_not_watched_is_not_told_but_remembered(
    beacon: Callable[..., None], listening: Listening
) -> None:
    listening.watched = frozenset()
    beacon(view("a" * 22))
    assert listening.heard == []
    listening.watched = frozenset({"p1"})
    beacon(view("a" * 22))
    assert listening.heard[0][1]["events"][0]["words"] == "duplicate"


def test_an_id_is_a_duplicate_for_as_long_as_the_aggregator_says_so(
    beacon: Callable[..., None], listening: Listening
) -> None:
    for at in (START, START + 26 * BUCKET, START + 53 * BUCKET):
        beacon(view("a" * 22), at)
    told = [message["events"][0]["words"] for _, message in listening.heard]
    assert told == ["counted in 1", "duplicate", "counted in 1"]


def test_ticks_and_bytes_that_are_no_record_are_passed_over(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    beacon(Tick("owner"))
    for topic in (BEACONS.name, REFUSED.name, REJECTED.name):
        for value in (b"", b"\xff", b"{", b'{"kind":"seed"}', b"[" * 100_000):
            teller.record(topic, 3, 1, NOW, value)
    assert listening.heard == []


@pytest.mark.parametrize("code", [c for c, r in REASONS.items() if r.where == "collector"])
def test_a_refusal_is_told_with_its_reason(teller: Teller, listening: Listening, code: str) -> None:
    refusal = Refusal("p1", "k1", code, NOW - 5, "https://<script>.test", "b" * 22)
    teller.record(REFUSED.name, 3, 9, NOW, msgspec.json.encode(refusal))
    ((kind, told),) = listening.heard
    assert (kind, told["words"]) == ("refused", f"refused: {code.replace('_', ' ')}")
    assert told["refusal"]["origin"] == "https://<script>.test"


def rejection(offset: int, result: str, event: str = "", reason: str = "") -> bytes:
    window = NOW - NOW % 5_000
    return msgspec.json.encode(
        Rejection("p1", "k1", "a" * 22, offset, window, result, event, reason)
    )


def test_the_aggregator_is_believed_where_it_judged_otherwise(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    beacon(view("a" * 22))
    teller.record(REJECTED.name, 3, 0, NOW, rejection(100, "duplicate"))
    kind, told = listening.heard[1]
    assert (kind, told["id"], told["words"]) == ("corrected", "3-100", "duplicate")


def test_what_the_aggregator_judged_alike_or_long_ago_is_not_told_again(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    beacon(view("a" * 22, events=("page_view", "unheard_of")))
    teller.record(REJECTED.name, 3, 0, NOW, rejection(100, "unmatched", "unheard_of"))
    assert len(listening.heard) == 1
    beacon(view("b" * 22), NOW + 10_001)
    teller.record(REJECTED.name, 3, 1, NOW, rejection(100, "duplicate"))
    assert len(listening.heard) == 2


def test_a_bot_is_told_with_what_would_have_counted(
    beacon: Callable[..., None], listening: Listening
) -> None:
    beacon(view("a" * 22, webdriver=True))
    (event,) = listening.heard[0][1]["events"]
    assert (event["words"], event["definitions"][0]["verdict"]) == ("bot", "taken")


def test_a_project_that_is_too_fast_is_told_in_part(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    for number in range(pace.SHOWN + 7):
        beacon(view(f"{number:022d}"))
    assert len(listening.heard) == pace.SHOWN
    teller.say_left_out()
    assert listening.missed == 7
    detailed = [told for _, told in listening.heard if "definitions" in told["events"][0]]
    assert len(detailed) == pace.DETAILED


def test_a_message_is_bounded_whatever_was_sent(teller: Teller, listening: Listening) -> None:
    labels = tuple(Label(f"l{n}", "property:long") for n in range(6))
    for number in range(60):
        defined = version(definition=f"d{number}", name=f"m{number}_total", labels=labels)
        teller.apply(Entry(defined.key, defined, 1, 0))
    events = tuple(Event("page_view", None, {"long": "\u0000\u2028<" * 85}) for _ in range(30))
    page = Page("https://shop.test/" + "\u202e" * 500, title='"\n\r\ndata: x\n\nevent: end\n')
    record = view("a" * 22, events=events, page=page)
    teller.record(BEACONS.name, 3, 1, NOW, msgspec.json.encode(record))
    (message,) = listening.raw
    assert len(message) <= MAX_BYTES
    told = listening.heard[0][1]["events"]
    assert [told[0]["words"], told[29]["words"]] == ["counted in 60", "counted"]


def test_what_waits_is_counted_watched_or_not(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    listening.watched = frozenset()
    beacon(view("a" * 22, events=("page_view", "signup")))
    assert teller.committed({3: 100}) == {("acme", "shop"): 2}
    assert teller.committed({3: 101}) == {}


def told_again(teller: Teller, project: str = "p1") -> list[tuple[str, dict[str, Any]]]:
    again = Listening(frozenset({project}))
    for message in teller.recent(project):
        again.tell(project, message, START)
    return again.heard


def test_whoever_comes_later_is_told_the_last_events_as_those_who_watched_were(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    beacon(view("a" * 22, events=("page_view", "unheard_of")))
    beacon(view("a" * 22))
    refusal = Refusal("p1", "k1", "origin_not_allowed", NOW, "https://x.test")
    teller.record(REFUSED.name, 3, 9, NOW, msgspec.json.encode(refusal))
    teller.record(REJECTED.name, 3, 0, NOW, rejection(100, "duplicate"))
    assert [kind for kind, _ in listening.heard] == ["beacon", "beacon", "refused", "corrected"]
    assert told_again(teller) == listening.heard


def test_what_nobody_watched_is_told_later_and_to_its_own_project_alone(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    listening.watched = frozenset()
    beacon(view("a" * 22))
    beacon(view("b" * 22, project_id="p2"))
    assert [told["beacon"]["id"] for _, told in told_again(teller)] == ["a" * 22]
    assert [told["beacon"]["id"] for _, told in told_again(teller, "p2")] == ["b" * 22]
    assert told_again(teller, "p3") == []


def test_of_many_the_newest_are_told_again_with_what_the_definitions_say(
    beacon: Callable[..., None], teller: Teller, listening: Listening
) -> None:
    listening.watched = frozenset()
    for number in range(RECORDS + 7):
        beacon(view(f"{number:022d}"))
    told = [message for _, message in told_again(teller)]
    assert [message["beacon"]["id"] for message in told] == [
        f"{number:022d}" for number in range(7, RECORDS + 7)
    ]
    detailed = ["definitions" in message["events"][0] for message in told]
    assert detailed == [False] * (RECORDS - RECENT_DETAILED) + [True] * RECENT_DETAILED


@pytest.mark.parametrize(("step_ms", "more"), [(RECENT_MS // 4, 4), (10 * RECENT_MS, 0)])
def test_telling_again_takes_a_bounded_time_and_gives_the_newest_ten_at_least(
    step_ms: int, more: int
) -> None:
    clock = itertools.count(NOW, step_ms)
    teller = Teller(Listening(frozenset()), lambda: next(clock))
    for offset in range(20):
        value = msgspec.json.encode(view(f"{offset:022d}"))
        teller.record(BEACONS.name, 3, offset, NOW, value)
    told = [message["beacon"]["id"] for _, message in told_again(teller)]
    assert told == [f"{offset:022d}" for offset in range(20 - RECENT_DETAILED - more, 20)]


def test_large_events_are_told_again_only_as_far_as_a_stream_holds_them(
    beacon: Callable[..., None], teller: Teller
) -> None:
    large = tuple(Event("page_view", None, {"long": "x" * 256}) for _ in range(100))
    for number in range(40):
        beacon(view(f"{number:022d}", events=large))
    told = teller.recent("p1")
    assert 2 <= len(told) < 40
    assert sum(map(len, told)) <= RECENT_BYTES + MAX_BYTES
    assert f"{39:022d}".encode() in told[-1]
