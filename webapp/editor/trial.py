"""What a draft would do with the beacon that stands beside it: nothing is counted or saved by trying."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Annotated, Final

import msgspec

from consumers.core.explain import EventExplained, Touched, Verdict
from schemas.beacon import Event
from schemas.definitions import Condition, Definition, text_of
from schemas.outcomes import OUTCOMES
from schemas.reasons import REASONS
from schemas.triggers import RESERVED_EVENT_NAMES, trigger_id
from webapp.db.models import Project
from webapp.editor.draft import Values
from webapp.editor.sample import sample
from webapp.editor.vocabulary.operators import OPERATORS
from webapp.explain.asked import MOST_EVENTS, Asked, NotABeacon, from_text
from webapp.explain.known import drafted
from webapp.formats import amount, visible

MOST_TEXT: Final = 64 * 1024
_BEACONS: Final = msgspec.json.Decoder(
    Annotated[tuple[Asked, ...], msgspec.Meta(max_length=MOST_EVENTS)]
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One event: whether it `counts`, the verdict in `words`, the `series` it touches, else `why` not.

    `path` is its page's.
    """

    name: str
    path: str
    counts: bool
    words: str
    why: str = ""
    series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """The `sample` as it stands in the form, what became of its `events`, or the `fault` that it has; and
    of the `recent` events that a script took from the live view.

    `suggested` is the sample that the draft itself gave: as long as nobody changed it, it follows the draft.
    """

    sample: str
    suggested: str
    events: tuple[Tried, ...] = ()
    fault: str = ""
    recent: tuple[Tried, ...] = ()


def trial(project: Project, definition: Definition | None, values: Values, now: datetime) -> Trial:
    """What is in the form, tried; without a definition only kept."""
    typed, suggested = _lines(values.get("sample", "")), _lines(values.get("suggested", ""))
    if definition is None:
        return Trial(typed, suggested)
    if typed == suggested:
        typed = suggested = sample(definition)
    recent = _recent(project, definition, values, now)
    try:
        events = tried(project, definition, from_text(typed), now)
    except NotABeacon as fault:
        said = f"{fault.path}: {fault.message}".removeprefix(": ")
        return Trial(typed, suggested, (), said, recent)
    return Trial(typed, suggested, events, "", recent)


def tried(
    project: Project, definition: Definition, asked: Asked, now: datetime
) -> tuple[Tried, ...]:
    """What the definition alone would make of each event of the beacon, arrived it at this moment."""
    found = drafted(project, definition, asked, now)
    return tuple(_tried(event, visible(found.enrichment["path"])) for event in found.events)


def _recent(
    project: Project, definition: Definition, values: Values, now: datetime
) -> tuple[Tried, ...]:
    """What would have become of the beacons in `recent`, JSON that our script made; 20 events at most."""
    try:
        beacons = _BEACONS.decode(values.get("recent", "[]"))
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return ()
    each = (tried(project, definition, asked, now) for asked in beacons)
    return tuple(islice(chain.from_iterable(each), MOST_EVENTS))


def _lines(text: str) -> str:
    """Forms send other line ends than they were given."""
    return "\n".join(text[:MOST_TEXT].splitlines())


def _tried(explained: EventExplained, path: str) -> Tried:
    name, (verdict,) = explained.event.name, explained.definitions
    if explained.result == "counted":
        return Tried(name, path, True, "would count", series=tuple(map(_series, verdict.series)))
    if verdict.verdict == "filtered" and verdict.condition and explained.result != "bot":
        return Tried(
            name, path, False, _unlike(verdict.condition, explained.event), _asks(verdict.condition)
        )
    code = _code(explained, verdict)
    return Tried(
        name, path, False, f"would not: {code.replace('_', ' ')}", _why(code, explained, verdict)
    )


def _code(explained: EventExplained, verdict: Verdict) -> str:
    if explained.result == "unmatched":
        return verdict.verdict
    return explained.reason or explained.result


def _series(touched: Touched) -> str:
    labels = ", ".join(f'{name}="{visible(value)}"' for name, value in touched.labels.items())
    return f"{touched.name}{{{labels}}} {amount(touched.value)}"


def _unlike(condition: Condition, event: Event) -> str:
    """As look.md has it: "would not: plan is free"."""
    value = event.properties.get(condition.property)
    given = "is missing" if value is None else f"is {visible(text_of(value)) or 'empty'}"
    return f"would not: {condition.property} {given}"


def _asks(condition: Condition) -> str:
    values = ", ".join(text_of(value) for value in condition.values)
    return (
        f"Asked for: {condition.property} {OPERATORS[condition.op]} {visible(values)}".rstrip()
        + "."
    )


def _why(code: str, explained: EventExplained, verdict: Verdict) -> str:
    """The code in plain words; of an automatic event the ids that the tracker would send with it."""
    known = REASONS.get(code) or OUTCOMES[code]
    ids = [
        trigger_id(trigger)
        for trigger in verdict.triggers
        if trigger.__struct_config__.tag == explained.event.name
    ]
    if code == "no_trigger" and explained.event.name in RESERVED_EVENT_NAMES and ids:
        return f'{known.text} For one of them the tracker sends "triggers": ["{ids[0]}"].'
    return f"{known.text} {known.mend}".rstrip()
