"""A beacon to try a draft with: one event that its first trigger waits for and its conditions let pass."""

import json
from typing import Any, Final

from schemas.beacon import Scalar
from schemas.definitions import Condition, Definition, text_of
from schemas.triggers import (
    Custom,
    PageView,
    ScrollDepth,
    ServerEvent,
    Trigger,
    WebVital,
    trigger_id,
)

_PAGE: Final = {
    "url": "https://shop.test/product/42?utm_source=news",
    "referrer": "https://www.google.com/",
    "width": 1280,
    "language": "en",
}
_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_VALUE: Final = 2.5
_TEXT: Final = "pro"


def sample(definition: Definition) -> str:
    """The beacon as JSON, ready to be changed."""
    trigger = definition.triggers[0]
    event: dict[str, Any] = {"name": _name(trigger)}
    if not isinstance(trigger, PageView | Custom | ServerEvent):
        event["triggers"] = [trigger_id(trigger)]
    if definition.value == "event":
        event["value"] = trigger.thresholds[0] if isinstance(trigger, ScrollDepth) else _VALUE
    if properties := _properties(definition, trigger):
        event["properties"] = properties
    if isinstance(trigger, ServerEvent):
        return json.dumps({"events": [event], "source": "server"}, indent=2)
    beacon = {"events": [event], "page": _PAGE, "country": "NL", "user_agent": _AGENT}
    return json.dumps(beacon, indent=2)


def _name(trigger: Trigger) -> str:
    if isinstance(trigger, Custom | ServerEvent):
        return trigger.event
    return str(trigger.__struct_config__.tag)


def _properties(definition: Definition, trigger: Trigger) -> dict[str, Scalar]:
    """What the labels, the value and, last, the conditions ask for."""
    found: dict[str, Scalar] = {}
    if isinstance(trigger, WebVital):
        found |= {"vital": trigger.vital, "rating": "good"}
    for label in definition.labels:
        if label.source.startswith("property:"):
            found[label.source.partition(":")[2]] = label.allow[0] if label.allow else _TEXT
    if definition.value.startswith("property:"):
        found[definition.value.partition(":")[2]] = _VALUE
    return found | {one.property: _passing(one) for one in definition.where}


def _passing(condition: Condition) -> Scalar:
    """A value that fulfils the condition."""
    first = condition.values[0] if condition.values else _TEXT
    match condition.op:
        case "gt":
            return float(first) + 1
        case "lt":
            return float(first) - 1
        case "ne" | "not_in":
            return "not " + max(map(text_of, condition.values), key=len, default="")
        case _:
            return first
