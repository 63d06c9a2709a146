"""Trigger ids are on pages that nobody can change any more: these ten letters stand for ever."""

from base64 import b32encode
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.names import EVENT_NAME
from schemas.triggers import (
    RESERVED_EVENT_NAMES,
    VITALS,
    Click,
    Custom,
    ElementVisible,
    EngagementTime,
    FileDownload,
    FormSubmit,
    JsError,
    OutboundLink,
    PageView,
    ScrollDepth,
    ServerEvent,
    Trigger,
    WebVital,
    trigger_id,
)

selectors = st.text(min_size=1, max_size=30)
triggers = st.one_of(
    st.sampled_from([PageView(), OutboundLink(), EngagementTime(), JsError()]),
    st.from_regex(EVENT_NAME, fullmatch=True).flatmap(
        lambda event: st.sampled_from([Custom(event), ServerEvent(event)])
    ),
    selectors.flatmap(lambda selector: st.sampled_from([Click(selector), FormSubmit(selector)])),
    st.builds(ElementVisible, selectors, st.floats(0, 1, exclude_min=True)),
    st.builds(WebVital, st.sampled_from(VITALS)),
    st.builds(ScrollDepth, st.lists(st.integers(1, 100), min_size=1, max_size=10).map(tuple)),
    st.builds(
        FileDownload,
        st.lists(st.from_regex("[a-z0-9]{1,10}", fullmatch=True), min_size=1, max_size=9).map(
            tuple
        ),
    ),
)


@pytest.mark.parametrize(
    ("trigger", "stored", "pinned"),
    [
        (PageView(), b'{"kind":"page_view"}', "z3fsceyv3n"),
        (Custom("signup"), b'{"event":"signup","kind":"custom"}', "7xxeoljzik"),
        (ServerEvent("order_paid"), b'{"event":"order_paid","kind":"server"}', "4oga57mwbh"),
        (ServerEvent("a.b_9"), b'{"event":"a.b_9","kind":"server"}', "gnu5fiv4zx"),
        (Click("#buy"), b'{"kind":"click","selector":"#buy"}', "jlkswonfen"),
        (FormSubmit("form"), b'{"kind":"form_submit","selector":"form"}', "t2srgxq2f4"),
        (OutboundLink(), b'{"kind":"outbound_link"}', "tvs4no3ytp"),
        (
            FileDownload(("pdf",)),
            b'{"extensions":["pdf"],"kind":"file_download"}',
            "ftq5elehg7",
        ),
        (ScrollDepth(), b'{"kind":"scroll_depth","thresholds":[25,50,75,90]}', "uz7c6q54gk"),
        (EngagementTime(), b'{"kind":"engagement_time"}', "ng2q7so3ox"),
        (
            ElementVisible("#a"),
            b'{"kind":"element_visible","ratio":0.5,"selector":"#a"}',
            "d2zhsdnkvn",
        ),
        (
            ElementVisible("#a", 1.0),
            b'{"kind":"element_visible","ratio":1.0,"selector":"#a"}',
            "bnajsftclq",
        ),
        (WebVital("LCP"), b'{"kind":"web_vital","vital":"LCP"}', "j5iiz6cnxs"),
        (JsError(), b'{"kind":"js_error"}', "hidjacqxbf"),
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
