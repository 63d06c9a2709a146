"""What may become of an accepted event: in the ledger, and at one definition (metrics.md law 9).

As schemas.reasons for refusals: every outcome has a text for people and a way to mend it.
"""

from dataclasses import dataclass
from typing import Final, Literal

At = Literal["ledger", "definition"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code` is the ledger's `result` or a definition's verdict; `mend` is empty where nothing is wrong."""

    code: str
    at: At
    text: str
    mend: str = ""


_ALL: Final = (
    Outcome("accepted", "ledger", "The collector took the event and Kafka keeps it."),
    Outcome("waiting", "ledger", "The event is stored and will be counted within seconds."),
    Outcome("counted", "ledger", "At least one metric counted the event."),
    Outcome(
        "duplicate",
        "ledger",
        "A beacon with this id was counted before; sending again is harmless.",
        "Give each beacon an id of its own if these are different events.",
    ),
    Outcome(
        "bot",
        "ledger",
        "The browser says that it is a program: a crawler, a script or a test.",
        "Look at the page with an ordinary browser.",
    ),
    Outcome(
        "unmatched",
        "ledger",
        "No metric waits for this event, or none of those that do lets it pass.",
        "Describe a metric with this event as its trigger, or widen its filter.",
    ),
    Outcome(
        "rejected",
        "ledger",
        "A metric waits for this event, but cannot count its value.",
        "Look up the reason that stands beside it.",
    ),
    Outcome("taken", "definition", "This metric counts the event."),
    Outcome(
        "no_trigger",
        "definition",
        "None of this metric's triggers is this event.",
        "Compare the event's name and place with the metric's triggers.",
    ),
    Outcome(
        "filtered",
        "definition",
        "A filter of this metric does not let the event pass.",
        "Send the property that the filter asks for, or widen the filter.",
    ),
    Outcome("paused", "definition", "This metric is paused.", "Resume it in the metric's form."),
    Outcome("scheduled", "definition", "This metric's first window has not begun yet."),
)

OUTCOMES: Final[dict[str, Outcome]] = {outcome.code: outcome for outcome in _ALL}
