"""Every result of the ledger and every verdict of explain is told in plain words."""

import re

import pytest

from consumers.core import explain
from consumers.core.ledger import Tally
from schemas.outcomes import _ALL, OUTCOMES, Outcome
from schemas.reasons import REASONS

# What asks for no mending.
FINE = {"accepted", "waiting", "counted", "taken", "scheduled"}


def faults(outcome: Outcome) -> list[str]:
    """What an outcome lacks to be shown to a person."""
    rules = {
        "code": re.fullmatch("[a-z][a-z_]{2,39}", outcome.code),
        "text": re.fullmatch(r"[A-Z].{10,90}\.", outcome.text),
        "mend": outcome.code in FINE or re.fullmatch(r"[A-Z].{5,90}\.", outcome.mend),
    }
    return [rule for rule, kept in rules.items() if not kept]


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=list(OUTCOMES))
def test_an_outcome_says_what_happened_and_what_to_do(outcome: Outcome) -> None:
    assert faults(outcome) == []


def test_an_outcome_that_does_not_is_found() -> None:
    assert faults(Outcome("No-Code", "ledger", "odd")) == ["code", "text", "mend"]


def test_every_code_is_there_once_and_no_reason_has_the_same() -> None:
    assert len(OUTCOMES) == len(_ALL)
    assert OUTCOMES.keys().isdisjoint(REASONS)


def test_every_result_of_the_ledger_is_told() -> None:
    tally = Tally("acme", "shop")
    tally.accepted = tally.counted = tally.duplicate = tally.bot = tally.unmatched = 1
    tally.rejected = {"negative_value": 1}
    results = {result for result, _, _ in tally.outcomes()} | {"waiting"}
    assert {o.code for o in OUTCOMES.values() if o.at == "ledger"} == results


def test_every_verdict_of_explain_is_told() -> None:
    verdicts = {
        explain.TAKEN,
        explain.NO_TRIGGER,
        explain.FILTERED,
        explain.PAUSED,
        explain.SCHEDULED,
    }
    assert {o.code for o in OUTCOMES.values() if o.at == "definition"} == verdicts
