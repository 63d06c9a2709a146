import gzip

import pytest

from codegen.embedding import literal
from codegen.golden import ENDPOINT, TOKEN
from codegen.snippet import NotGenerated, Options, snippet
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

# Promises to the pages that carry it, in bytes after gzip -9, address and token included.
CORE_GZIP = 1_900
INTERACTIONS_GZIP = 2_600
WITHOUT_VITALS_GZIP = 3_750
EVERY_KIND_GZIP = WITHOUT_VITALS_GZIP + 2_500
INTERACTIONS = (PageView(), Custom("signup"), Click("#buy"), FormSubmit("form"), ScrollDepth())
WITHOUT_VITALS = (
    *INTERACTIONS,
    OutboundLink(),
    FileDownload(),
    EngagementTime(),
    ElementVisible("#pricing"),
    JsError(),
)
EVERY_KIND: tuple[Trigger, ...] = (*WITHOUT_VITALS, *(WebVital(vital) for vital in VITALS))


@pytest.mark.parametrize(
    ("triggers", "bound"),
    [
        ((PageView(),), CORE_GZIP),
        (INTERACTIONS, INTERACTIONS_GZIP),
        (WITHOUT_VITALS, WITHOUT_VITALS_GZIP),
        (EVERY_KIND, EVERY_KIND_GZIP),
    ],
)
def test_the_script_as_served_keeps_its_size(triggers: tuple[Trigger, ...], bound: int) -> None:
    javascript = snippet(ENDPOINT, TOKEN, triggers).javascript
    assert len(gzip.compress(javascript.encode(), 9)) <= bound


def test_page_views_and_server_events_need_the_core_alone() -> None:
    made = snippet(ENDPOINT, TOKEN, [PageView(), ServerEvent("order_paid")])
    assert made.fragments == ("core",)
    assert made == snippet(ENDPOINT, TOKEN, [])


def test_a_custom_trigger_brings_its_fragment_once() -> None:
    made = snippet(ENDPOINT, TOKEN, [Custom("signup"), PageView(), Custom("order")])
    assert made.fragments == ("core", "custom")


def test_each_kind_brings_its_fragment_in_a_fixed_order() -> None:
    made = snippet(ENDPOINT, TOKEN, reversed(EVERY_KIND))
    kinds = RESERVED_EVENT_NAMES | {"custom"}
    assert made.fragments == ("core", *sorted(kinds))


def test_same_triggers_in_any_order_give_the_same_bytes() -> None:
    one = snippet(ENDPOINT, TOKEN, [Custom("a"), Custom("b"), PageView()])
    two = snippet(ENDPOINT, TOKEN, [PageView(), Custom("b"), Custom("a"), Custom("b")])
    assert one == two


def test_a_fragment_is_given_its_triggers_with_their_ids() -> None:
    made = snippet(ENDPOINT, TOKEN, [Custom("signup")], available={"core": "C", "custom": "F"})
    core = f'{{"name":"tally","token":"{TOKEN}","url":"{ENDPOINT}"}}'
    trigger = f'{{"event":"signup","id":"{trigger_id(Custom("signup"))}"}}'
    assert made.javascript == f"C({core},[[F,[{trigger}]]]);\n"


def test_several_triggers_of_a_kind_share_its_fragment() -> None:
    triggers = (ScrollDepth(), ScrollDepth((50, 100)))
    made = snippet(ENDPOINT, TOKEN, triggers, available={"core": "C", "scroll_depth": "F"})
    texts = sorted(
        f'{{"id":"{trigger_id(trigger)}","thresholds":{literal(trigger.thresholds)}}}'
        for trigger in triggers
    )
    assert f"[[F,[{','.join(texts)}]]]" in made.javascript


def test_a_kind_without_a_fragment_is_refused_and_named() -> None:
    with pytest.raises(NotGenerated, match="no fragment for triggers of kind custom"):
        snippet(ENDPOINT, TOKEN, [Custom("signup")], available={"core": "C"})


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        ("/api/v1/metrics", "not an absolute"),
        ("ftp://collect.example.com/", "not an absolute"),
        ("https://", "not an absolute"),
        ("https://user:word@collect.example.com/", "not an absolute"),
        ("https://collect.example.com/?a=1", "more than an address"),
        ("https://collect.example.com/#a", "more than an address"),
        ("https://collect.example.com/\u2028", "more than an address"),
    ],
)
def test_an_endpoint_that_is_none_is_refused(endpoint: str, reason: str) -> None:
    with pytest.raises(NotGenerated, match=reason):
        snippet(endpoint, TOKEN, [])


@pytest.mark.parametrize("token", ["", "a b", '"</script>', "x" * 513])
def test_a_token_that_is_none_is_refused(token: str) -> None:
    with pytest.raises(NotGenerated, match="token"):
        snippet(ENDPOINT, token, [])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (Options(storage="always"), "storage"),
        (Options(gpc="ignore"), "GPC"),
        (Options(global_name="a-b"), "identifier"),
    ],
)
def test_what_cannot_be_generated_is_refused_with_the_reason(options: Options, reason: str) -> None:
    with pytest.raises(NotGenerated, match=reason):
        snippet(ENDPOINT, TOKEN, [], options)


@pytest.mark.parametrize("markup", ["</script>", "<!--", "<SCRIPT"])
def test_a_fragment_that_would_leave_its_element_is_refused(markup: str) -> None:
    with pytest.raises(NotGenerated, match="script element"):
        snippet(ENDPOINT, TOKEN, [], available={"core": f"'{markup}'"})
