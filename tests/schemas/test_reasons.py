"""One table of reasons: unique, explained, and nothing outside of it is used as a code."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from schemas import reasons
from schemas.reasons import REASONS, Reason

ROOT = Path(__file__).parents[2]

# wire.md "Answers".
STATUSES = {
    400: {"malformed", "event_name_reserved"},
    401: {
        "credential_missing",
        "credential_unknown",
        "signature_invalid",
        "timestamp_out_of_range",
    },
    403: {
        "origin_missing",
        "origin_not_allowed",
        "key_revoked",
        "key_expired",
        "token_retired",
        "scope_missing",
        "privacy_refused",
    },
    404: {"not_found"},
    405: {"method_not_allowed"},
    408: {"body_timeout"},
    413: {"too_large"},
    415: {"unsupported_media_type"},
    422: {"stale", "future"},
    429: {"rate_limited", "quota_exceeded"},
    431: {"headers_too_large"},
    503: {"kafka_unavailable"},
}


def used(sources: Iterable[str]) -> set[str]:
    """Codes in quotes: in Reject(...), refusal(...), `reason=`, and as keys of a table of reasons."""
    return {
        code for source in sources for node in ast.walk(ast.parse(source)) for code in _in(node)
    }


def _in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and node.args and _name(node.func) in ("Reject", "refusal"):
        yield from _texts(node.args[0])
    elif isinstance(node, ast.keyword) and node.arg in ("code", "reason"):
        yield from _texts(node.value)
    elif isinstance(node, ast.Subscript) and _name(node.value) in ("REASONS", "REFUSALS"):
        yield from _texts(node.slice)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def faults(reason: Reason) -> list[str]:
    """What a reason lacks to be shown to a person."""
    rules = {
        "code": re.fullmatch("[a-z][a-z_]{2,39}", reason.code),
        "text": re.fullmatch(r"[A-Z].{10,90}\.", reason.text),
        "mend": re.fullmatch(r"[A-Z].{5,90}\.", reason.mend),
        "status": (reason.where == "collector") == (reason.status >= 400),
    }
    return [rule for rule, kept in rules.items() if not kept]


def test_every_code_is_there_once() -> None:
    assert len(REASONS) == len(reasons._ALL)


@pytest.mark.parametrize("reason", REASONS.values(), ids=list(REASONS))
def test_a_reason_says_what_happened_and_what_to_do(reason: Reason) -> None:
    assert faults(reason) == []


def test_a_reason_that_does_not_is_found() -> None:
    assert faults(Reason("No-Code", "collector", 0, "odd", "")) == [
        "code",
        "text",
        "mend",
        "status",
    ]
    sink = Reason("odd", "sink", 400, "It was very odd.", "Do the other.")
    assert faults(sink) == ["status"]


def test_the_statuses_are_the_documented_ones() -> None:
    answers = {reason.code: reason.status for reason in REASONS.values() if reason.status}
    assert answers == {code: status for status, codes in STATUSES.items() for code in codes}


def test_every_code_in_the_collector_and_the_consumers_is_declared() -> None:
    paths = [path for part in ("collector", "consumers") for path in (ROOT / part).rglob("*.py")]
    codes = used(path.read_text(encoding="utf-8") for path in paths)
    assert codes - REASONS.keys() == set()
    assert {"malformed", "kafka_unavailable"} <= codes


@pytest.mark.parametrize(
    "source",
    [
        'raise Reject("odd")',
        'raise errors.Reject("odd", "detail")',
        'Reject("stale" if x else "odd")',
        'REFUSALS["odd"]',
        'answers.REASONS["odd"].status',
        'note(beacon, reason="odd")',
        'refusal("odd", [])',
    ],
)
def test_an_undeclared_code_is_found(source: str) -> None:
    assert used([source]) - REASONS.keys() == {"odd"}


def test_other_texts_are_no_codes() -> None:
    assert used(['f("odd")', 'x["odd"]', 'Reject(code, "odd")', 'note(reason="")']) == set()
