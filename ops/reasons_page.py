"""docs/reasons.md, written from schemas.reasons and schemas.outcomes: an anchor for every code."""

from collections.abc import Iterable, Iterator
from typing import Final

from schemas.outcomes import OUTCOMES, Outcome
from schemas.reasons import REASONS, Reason

_HEAD: Final = (
    "# Why was this not counted?\n\n"
    "<!-- Written by `python -m ops settings` from schemas/reasons.py and schemas/outcomes.py; do not "
    "edit. -->\n\n"
    "Every event that reaches Tallylight ends in exactly one of these, and every answer, log line and "
    "page uses the same code. The live view of a project shows them as they happen."
)
# Title, what it is about, and the reasons or outcomes of that place.
_PLACES: Final = (
    ("At the door", "The collector refused the beacon and told the sender so.", "collector"),
    ("In the ledger", "What became of an accepted event; each has exactly one result.", "ledger"),
    ("Rejected, because", "The reasons of the ledger's result `rejected`.", "aggregator"),
    ("At one metric", "What one metric makes of an event.", "definition"),
    ("On the way to Prometheus", "What happened to a sample.", "sink"),
)


def page(reasons: Iterable[Reason], outcomes: Iterable[Outcome]) -> str:
    """The whole page."""
    of_place: dict[str, list[str]] = {place: [] for _, _, place in _PLACES}
    for reason in reasons:
        status = f" Answered with status {reason.status}." if reason.status else ""
        of_place[reason.where].append(_section(reason.code, reason.text + status, reason.mend))
    for outcome in outcomes:
        of_place[outcome.at].append(_section(outcome.code, outcome.text, outcome.mend))
    return "\n\n".join([_HEAD, *_parts(of_place)]) + "\n"


def written() -> str:
    """The page of this release."""
    return page(REASONS.values(), OUTCOMES.values())


def _parts(of_place: dict[str, list[str]]) -> Iterator[str]:
    for title, words, place in _PLACES:
        yield f"## {title}\n\n{words}"
        yield from of_place[place]


def _section(code: str, text: str, mend: str) -> str:
    """One code under a heading of its own, which is its anchor."""
    return "\n\n".join(filter(None, (f"### {code}", text, mend)))
