"""The table of answers against the table of reasons."""

import msgspec
import pytest

from collector import answers
from collector.answers import ONLY_POST, PREFLIGHT, REFUSALS, STORED, Answer, delayed
from schemas.reasons import REASONS

OURS = [reason for reason in REASONS.values() if reason.where == "collector"]
WAITS = [delayed("rate_limited", 0.1), delayed("quota_exceeded", 1e9)]
ALL = [STORED, PREFLIGHT, ONLY_POST, *REFUSALS.values(), *WAITS]


def headers(answer: Answer) -> dict[bytes, bytes]:
    return dict(answer.start["headers"])


def test_every_reason_of_the_collector_has_an_answer() -> None:
    assert {a.code for a in ALL if a.code} == {reason.code for reason in OURS}


@pytest.mark.parametrize("answer", [*REFUSALS.values(), *WAITS, ONLY_POST], ids=lambda a: a.code)
def test_a_refusal_is_problem_json_with_its_code(answer: Answer) -> None:
    problem = msgspec.json.decode(answer.body["body"])
    assert headers(answer)[b"content-type"] == b"application/problem+json"
    assert problem["code"] == answer.code
    assert problem["status"] == answer.status == REASONS[answer.code].status
    assert set(problem) == {"type", "title", "status", "detail", "code"}


@pytest.mark.parametrize("answer", ALL, ids=lambda a: a.code or str(a.status))
def test_every_answer_can_be_read_from_any_origin_and_never_with_cookies(answer: Answer) -> None:
    assert headers(answer)[b"access-control-allow-origin"] == b"*"
    assert headers(answer)[b"access-control-expose-headers"] == b"Retry-After"
    assert b"access-control-allow-credentials" not in headers(answer)


def test_what_may_be_tried_again_says_when() -> None:
    assert headers(REFUSALS["kafka_unavailable"])[b"retry-after"].isdigit()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (0.001, b"1"),
        (1.0, b"1"),
        (1.1, b"2"),
        (59.5, b"60"),
        (60.5, b"120"),
        (3_599.0, b"3600"),
        (86_400.0, b"3600"),
    ],
)
def test_a_wait_is_rounded_up_and_an_hour_at_most(after: float, told: bytes) -> None:
    assert headers(delayed("quota_exceeded", after))[b"retry-after"] == told


def test_405_names_the_methods_that_are_taken() -> None:
    assert headers(ONLY_POST)[b"allow"] == b"POST, OPTIONS"
    assert headers(answers.ONLY_GET)[b"allow"] == b"GET, HEAD"


def test_a_preflight_is_remembered_for_a_day() -> None:
    assert headers(PREFLIGHT)[b"access-control-max-age"] == b"86400"
    assert PREFLIGHT.status == 204
    assert STORED.status == 204


def test_head_gets_the_headers_of_get_and_no_body() -> None:
    head = answers.ALIVE.without_body()
    assert head.body["body"] == b""
    assert headers(head)[b"content-length"] == b"6"
