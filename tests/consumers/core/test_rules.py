"""When a definition version is in force: metrics.md "Versions"."""

from math import inf

import msgspec

from consumers.core.rules import Rules
from consumers.core.windows import WINDOW, in_force_from
from schemas.process.control import Entry
from schemas.records.control import DefinitionVersion
from tests.consumers.core.logs import START, Logged, rules, run, tick, version, view


def entry(record: DefinitionVersion, revision: int, appended_at: int) -> Entry:
    return Entry(record.key, record, revision, appended_at)


def test_a_version_counts_from_the_window_after_5_seconds_on_control() -> None:
    assert in_force_from(0, START) == START + WINDOW
    assert in_force_from(0, START + 1) == START + 2 * WINDOW
    assert in_force_from(START + 60_001, START) == START + 60_000 + WINDOW


def test_the_newest_version_in_force_answers_for_a_window() -> None:
    known = Rules()
    first, second = version(1), version(2, effective_at=START + 60_000)
    known.apply(entry(first, 1, START))
    known.apply(entry(second, 2, START))
    assert known.in_force("p1", START) == []
    assert known.in_force("p1", START + WINDOW) == [first]
    assert known.next_change("p1", START + WINDOW) == START + 60_000
    assert known.in_force("p1", START + 60_000) == [second]
    assert known.next_change("p1", START + 60_000) == inf


def test_a_paused_version_counts_nothing_and_a_dropped_one_is_gone() -> None:
    known = rules(version())
    paused = msgspec.structs.replace(version(2), state="paused")
    known.apply(entry(paused, 9, START))
    assert known.in_force("p1", START + 2 * WINDOW) == []
    known.apply(Entry(paused.key, None, 10, START))
    assert known.in_force("p1", START + 2 * WINDOW) == [version()]


def test_a_definition_counts_from_its_window_on_and_not_before() -> None:
    known = Rules()
    known.apply(entry(version(), 1, START))
    log = [
        Logged(START + 4_999, view("a" * 22)),
        Logged(START + 5_000, view("b" * 22)),
        Logged(START + 10_000, tick()),
    ]
    ran = run(log, known)
    assert ran.of("views_total") == [(START + 5_002, 0), (START + 10_000, 1)]
    assert ran.total("tally_ledger_events_total", result="unmatched") == 1
    assert ran.total("tally_ledger_events_total", result="counted") == 1
