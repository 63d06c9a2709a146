"""The wire's beacon: whatever is taken is within its bounds; whatever is not is refused by msgspec."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.beacon import (
    BEACON_ID,
    MAX_EVENTS,
    MAX_PROPERTIES,
    MAX_VALUE,
    WireBeacon,
)
from schemas.names import EVENT_NAME, PROPERTY_NAME

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
near_beacons = st.fixed_dictionaries(
    {"id": st.from_regex(r"[A-Za-z0-9_-]{20,66}", fullmatch=True) | json_values},
    optional={
        "events": json_values
        | st.lists(
            st.fixed_dictionaries(
                {"name": st.from_regex(EVENT_NAME, fullmatch=True) | json_values},
                optional={"value": json_values, "properties": json_values, "age_ms": json_values},
            ),
            max_size=3,
        ),
        "page": json_values,
        "dropped": json_values,
        "later": json_values,
    },
)


@given(near_beacons)
def test_what_is_taken_is_within_its_bounds(sent: dict[str, object]) -> None:
    try:
        beacon = msgspec.convert(sent, WireBeacon)
    except msgspec.ValidationError:
        return
    assert re.fullmatch(r"[A-Za-z0-9_-]{22,64}", beacon.id)
    assert 1 <= len(beacon.events) <= MAX_EVENTS
    for event in beacon.events:
        assert re.fullmatch(r"[a-z][a-z0-9_.]{0,63}", event.name)
        assert event.value is None or abs(event.value) <= MAX_VALUE
        assert len(event.properties) <= MAX_PROPERTIES


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_unexpected(body: bytes) -> None:
    try:
        msgspec.json.decode(body, type=WireBeacon)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (EVENT_NAME, ["a", "a" * 64, "a_.9"], ["", "A", "9", ".a", "a" * 65, "a b", "a\n", "á"]),
        (BEACON_ID, ["a" * 22, "-" * 64], ["a" * 21, "a" * 65, "a" * 21 + "\n", "a" * 22 + "\n"]),
    ],
)
def test_the_patterns_take_whole_texts(pattern: str, good: list[str], bad: list[str]) -> None:
    """By search, as msgspec and JSON Schema apply them."""
    assert [text for text in good if not re.search(pattern, text)] == []
    assert [text for text in bad if re.search(pattern, text)] == []


def test_a_property_name_is_like_an_event_name_without_dots() -> None:
    assert PROPERTY_NAME.fullmatch("plan_2")
    for name in ("", "Plan", "2plan", "a.b", "a" * 65, "plan\n"):
        assert not PROPERTY_NAME.fullmatch(name)


def test_booleans_and_numbers_stay_apart() -> None:
    sent = b'{"id":"%s","events":[{"name":"a","properties":{"t":true,"one":1}}]}' % (b"x" * 22)
    properties = msgspec.json.decode(sent, type=WireBeacon).events[0].properties
    assert properties["t"] is True
    assert properties["one"] == 1.0
    assert isinstance(properties["one"], float)
