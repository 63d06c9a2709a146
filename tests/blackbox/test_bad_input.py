"""Whatever is sent to the collector gets its documented answer; nothing crashes, nothing is counted."""

from collections.abc import Callable
from typing import Any

from tests.blackbox.stack import Stack, wait_for
from tests.blackbox.wire import Answer, beacon, post

HOURS = 3_600_000
MALFORMED = Answer(400, "malformed")
Change = dict[str, Any]

DIFFERENT: list[tuple[str, Change, Answer]] = [
    ("id of another type", {"id": 7}, MALFORMED),
    ("id too short", {"id": "abc"}, MALFORMED),
    ("id with a newline", {"id": "a" * 30 + "\n"}, MALFORMED),
    ("events of another type", {"events": {"name": "page_view"}}, MALFORMED),
    ("no events", {"events": []}, MALFORMED),
    ("101 events", {"events": [{"name": "page_view"}] * 101}, MALFORMED),
    ("event without a name", {"events": [{}]}, MALFORMED),
    ("name with a capital", {"events": [{"name": "Page_view"}]}, MALFORMED),
    ("value of another type", {"events": [{"name": "x", "value": "1"}]}, MALFORMED),
    ("value too large", {"events": [{"name": "x", "value": 1e13}]}, MALFORMED),
    ("property of another type", {"events": [{"name": "x", "properties": {"a": []}}]}, MALFORMED),
    ("property name", {"events": [{"name": "x", "properties": {"A": 1}}]}, MALFORMED),
    ("page of another type", {"page": "https://shop.test/"}, MALFORMED),
    ("reserved name", {"events": [{"name": "click"}]}, Answer(400, "event_name_reserved")),
    ("no token", {"token": ""}, Answer(401, "credential_missing")),
    ("unknown token", {"token": "a.1.b.c"}, Answer(401, "credential_unknown")),
    ("four hours and a second old", {"age_ms": 4 * HOURS + 1000}, Answer(422, "stale")),
    ("an old event", {"events": [{"name": "x", "age_ms": 5 * HOURS}]}, Answer(422, "stale")),
    ("ten minutes ahead", {"age_ms": -600_000}, Answer(422, "future")),
]
BODIES: list[tuple[str, bytes, Answer]] = [
    ("nothing", b"", MALFORMED),
    ("half an object", b'{"id":', MALFORMED),
    ("no object", b"[]", MALFORMED),
    ("no text", b"\xff\xfe\x00", MALFORMED),
    ("deep", b"[" * 30_000, MALFORMED),
    ("1 MB", b'{"id":"' + b"a" * 1_000_000, Answer(413, "too_large")),
]
HEADERS: list[tuple[str, dict[str, str], Answer]] = [
    ("foreign origin", {"Origin": "https://evil.test"}, Answer(403, "origin_not_allowed")),
    ("origin of a sandbox", {"Origin": "null"}, Answer(403, "origin_not_allowed")),
    ("no origin", {"Origin": ""}, Answer(403, "origin_missing")),
    ("a form", {"Content_Type": "multipart/form-data"}, Answer(415, "unsupported_media_type")),
    ("unknown coding", {"Content_Encoding": "br"}, Answer(415, "unsupported_media_type")),
    ("not gzip", {"Content_Encoding": "gzip"}, MALFORMED),
]


def requests(stack: Stack) -> list[tuple[str, Callable[[], Answer], Answer]]:
    """(what it is, how it is sent, what must be answered), a good beacon's every other field kept."""

    def different(change: Change) -> Callable[[], Answer]:
        return lambda: post(stack, beacon(stack, **change))

    def raw(body: bytes) -> Callable[[], Answer]:
        return lambda: post(stack, body)

    def headed(headers: dict[str, str]) -> Callable[[], Answer]:
        return lambda: post(stack, beacon(stack), **headers)

    return [
        *((name, different(change), answer) for name, change, answer in DIFFERENT),
        *((name, raw(body), answer) for name, body, answer in BODIES),
        *((name, headed(headers), answer) for name, headers, answer in HEADERS),
    ]


def accept_one(stack: Stack) -> None:
    """A good beacon, which is counted behind everything that was sent before it."""
    before = stack.events("accepted")
    assert post(stack, beacon(stack)) == Answer(204)
    wait_for("one more event", lambda: stack.events("accepted") == before + 1)


def test_bad_input_is_answered_as_documented_and_counted_nowhere(stack: Stack) -> None:
    accept_one(stack)
    views, accepted, pids = stack.views(), stack.events("accepted"), stack.pids()
    answered = {name: (send(), expected) for name, send, expected in requests(stack)}
    assert {n: got for n, (got, expected) in answered.items() if got != expected} == {}
    accept_one(stack)
    assert (stack.views(), stack.events("accepted")) == (views + 1, accepted + 1)
    assert stack.pids() == pids


def test_an_unknown_event_is_stored_and_shown_as_unmatched(stack: Stack) -> None:
    before, views = stack.events("unmatched"), stack.views()
    events = [{"name": "nobody_knows"}, {"name": "page_view"}, {"name": "nobody_knows_either"}]
    assert post(stack, beacon(stack, events=events)) == Answer(204)
    wait_for("two unmatched events", lambda: stack.events("unmatched") == before + 2)
    assert stack.views() == views + 1


def test_a_beacon_that_is_sent_again_is_acknowledged_again_and_counted_once(stack: Stack) -> None:
    views, duplicates, one = stack.views(), stack.events("duplicate"), beacon(stack)
    assert [post(stack, one) for _ in range(5)] == [Answer(204)] * 5
    wait_for("four duplicates", lambda: stack.events("duplicate") == duplicates + 4)
    assert stack.views() == views + 1
