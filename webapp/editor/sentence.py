"""A metric in one plain sentence, from its raw JSON: also while it is not finished."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from webapp.editor.vocabulary.kinds import KINDS
from webapp.editor.vocabulary.metric_types import TYPES
from webapp.editor.vocabulary.operators import OPERATORS

_GAP: Final = "…"


def sentence(raw: Mapping[str, Any]) -> str:
    """`Counts how often a page is viewed, separately for each path.`"""
    happened = happening(raw)
    where = " and ".join(_condition(one) for one in raw.get("where", ()))
    split = " and ".join(_labels(raw.get("labels", ())))
    parts = [f"{_doing(raw)} {happened}"]
    parts += [f"if {where}"] if where else []
    parts += [f"separately for each {split}"] if split else []
    return ", ".join(parts) + "."


def happening(raw: Mapping[str, Any]) -> str:
    """What has to happen, as words after "each time"."""
    return " or ".join(dict.fromkeys(_trigger(one) for one in raw.get("triggers", ()))) or _GAP


def _doing(raw: Mapping[str, Any]) -> str:
    value, _, of = _source(raw.get("value")).partition(":")
    chosen = TYPES.get(str(raw.get("type")))
    if chosen is None:
        return "Counts"
    words = chosen.does.get(value)
    if words is None:
        return next(iter(chosen.does.values())).format(of=of or _GAP)
    return words.format(of=of or _GAP)


def _source(value: Any) -> str:
    """As parsing takes it, {"source": "one"}, or as a definition has it."""
    return str(value["source"]) if isinstance(value, Mapping) else str(value or "one")


def _trigger(trigger: Mapping[str, Any]) -> str:
    kind = KINDS.get(str(trigger.get("kind")))
    if kind is None:
        return _GAP
    typed = {field.name: _said(trigger.get(field.name)) for field in kind.fields}
    if kind.name == "scroll_depth" and typed["thresholds"] == _GAP:
        typed["thresholds"] = "25, 50, 75, 90"
    words = kind.words
    for name, said in typed.items():
        # Not by format(): a selector may hold braces.
        words = words.replace("{" + name + "}", said)
    return words


def _condition(condition: Mapping[str, Any]) -> str:
    op = str(condition.get("op"))
    values = " or ".join(_said(value) for value in condition.get("values", ()))
    words = f"{condition.get('property') or _GAP} {OPERATORS.get(op, _GAP)}"
    return words if op == "exists" else f"{words} {values or _GAP}"


def _labels(labels: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        str(label.get("name") or _GAP)
        for label in labels
        if not str(label.get("source", "")).startswith("constant:")
    ]


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value)) or _GAP
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _GAP if value in (None, "") else str(value)
