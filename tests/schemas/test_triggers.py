"""Trigger ids are on pages that nobody can change any more: these ten letters stand for ever."""

from base64 import b32encode
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.beacon import EVENT_NAME
from schemas.triggers import (
    RESERVED_EVENT_NAMES,
    Custom,
    PageView,
    ServerEvent,
    Trigger,
    trigger_id,
)

triggers = st.builds(PageView) | st.from_regex(EVENT_NAME, fullmatch=True).flatmap(
    lambda event: st.sampled_from([Custom(event), ServerEvent(event)])
)


@pytest.mark.parametrize(
    ("trigger", "stored", "pinned"),
    [
        (PageView(), b'{"kind":"page_view"}', "z3fsceyv3n"),
        (Custom("signup"), b'{"event":"signup","kind":"custom"}', "7xxeoljzik"),
        (ServerEvent("order_paid"), b'{"event":"order_paid","kind":"server"}', "4oga57mwbh"),
        (ServerEvent("a.b_9"), b'{"event":"a.b_9","kind":"server"}', "gnu5fiv4zx"),
    ],
)
def test_the_id_of_a_trigger_is_pinned(trigger: Trigger, stored: bytes, pinned: str) -> None:
    assert trigger_id(trigger) == pinned
    assert b32encode(sha256(stored).digest()).decode()[:10].lower() == pinned


@given(triggers, triggers)
def test_equal_triggers_share_an_id_and_others_do_not(one: Trigger, other: Trigger) -> None:
    assert (trigger_id(one) == trigger_id(other)) == (one == other)


@given(triggers)
def test_the_order_of_keys_and_spaces_do_not_matter(trigger: Trigger) -> None:
    fields = msgspec.to_builtins(trigger)
    spaced = msgspec.json.format(msgspec.json.encode(dict(reversed(fields.items()))), indent=2)
    assert trigger_id(msgspec.json.decode(spaced, type=Trigger)) == trigger_id(trigger)


@pytest.mark.parametrize(
    "trigger",
    [
        {"kind": "page_view", "path": "/"},
        {"kind": "custom"},
        {"kind": "custom", "event": ""},
        {"kind": "custom", "event": "Sign up"},
        {"kind": "custom", "event": "signup\n"},
        {"kind": "server", "event": None},
        {"kind": "hover", "event": "x"},
        {"event": "x"},
        "page_view",
    ],
)
def test_what_is_no_trigger_is_refused(trigger: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(trigger, Trigger)


def test_the_automatic_kinds_are_reserved_and_page_view_is_open_to_all() -> None:
    assert {"click", "web_vital", "js_error"} <= RESERVED_EVENT_NAMES
    assert not RESERVED_EVENT_NAMES & {"page_view", "custom", "server"}
    assert len(RESERVED_EVENT_NAMES) == 9
