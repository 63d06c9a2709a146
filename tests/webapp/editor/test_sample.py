"""The suggested beacon is counted by the draft that it was made for, whatever that asks for."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from schemas.definitions import Condition, Definition, Label, Type
from schemas.triggers import (
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
)
from webapp.db.models import Organization, Project
from webapp.editor.sample import sample
from webapp.editor.trial import tried
from webapp.explain.asked import from_text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP = Project(id=uuid4(), slug="shop", organization=Organization(slug="acme"))
TRIGGERS: tuple[Trigger, ...] = (
    PageView(),
    Click("#buy"),
    FormSubmit("form"),
    OutboundLink(),
    FileDownload(),
    ScrollDepth((30,)),
    EngagementTime(),
    ElementVisible("#hero"),
    WebVital("LCP"),
    JsError(),
    Custom("signup"),
    ServerEvent("order_paid"),
)
CONDITIONS = (
    Condition("a", "eq", ("pro",)),
    Condition("b", "ne", ("not ",)),
    Condition("c", "in", ("x", "y")),
    Condition("d", "not_in", ("something else", "pro", "", "not pro")),
    Condition("e", "exists"),
    Condition("f", "gt", (5.0,)),
    Condition("g", "lt", (-5.0,)),
    Condition("h", "prefix", ("pre",)),
)


@pytest.mark.parametrize("value", ["one", "event", "property:price"])
@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: type(trigger).__name__)
def test_the_suggestion_is_counted(trigger: Trigger, value: str) -> None:
    labels = (Label("plan", "property:plan", ("basic",)), Label("kind", "property:kind"))
    kind: Type = "counter" if value == "one" else "histogram"
    definition = Definition("m", kind, "", (trigger,), labels, value=value, where=CONDITIONS)
    (one,) = tried(SHOP, definition, from_text(sample(definition)), NOW)
    assert (one.counts, one.words) == (True, "would count")
    assert 'plan="basic"' in one.series[0]
