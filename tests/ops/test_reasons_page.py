"""docs/reasons.md has an anchor for every code; that it is current: tests/ops/test_reference.py."""

from ops.reasons_page import page, written
from schemas.outcomes import OUTCOMES, Outcome
from schemas.reasons import REASONS, Reason


def test_every_reason_and_outcome_has_one_anchor_with_its_words() -> None:
    text = written()
    everything: list[Reason | Outcome] = [*REASONS.values(), *OUTCOMES.values()]
    for told in everything:
        assert text.count(f"\n### {told.code}\n\n{told.text}") == 1
        assert told.mend in text


def test_a_reason_says_what_it_is_answered_with() -> None:
    text = page([Reason("odd", "collector", 418, "It was odd.", "Be even.")], [])
    assert "### odd\n\nIt was odd. Answered with status 418.\n\nBe even.\n" in text


def test_what_is_fine_has_nothing_to_mend() -> None:
    text = page([], [Outcome("fine", "ledger", "It was fine.")])
    assert "### fine\n\nIt was fine.\n\n## " in text
