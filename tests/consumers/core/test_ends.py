"""Where series end: pause, deletion, a new epoch (law 4), and a definition that is full (law 7)."""

from consumers.core.rules import Rules
from consumers.core.windows import DAY
from schemas.definitions import Label
from schemas.process.control import Entry
from schemas.records.control import Pins, Project
from schemas.triggers import PageView
from tests.consumers.core.logs import START, Logged, rules, run, tick, version, view

W = 5_000
CHANGE = START + 60_000


def views(*times: int, path: str = "/a") -> list[Logged]:
    return [Logged(at, view(f"id-{at:022d}", path)) for at in times]


def test_a_pause_marks_every_series_at_its_first_window() -> None:
    known = rules(version(), version(2, CHANGE, state="paused"))
    log = [*views(START + W, CHANGE - 1, CHANGE, CHANGE + W), Logged(CHANGE + DAY, tick())]
    done = run(log, known)
    last = done.of("views_total")[-2:]
    assert last == [(CHANGE, 2), (CHANGE + 1, None)]
    assert done.total("tally_ledger_events_total", result="unmatched") == 2


def test_a_resumed_definition_starts_at_zero_in_a_new_epoch() -> None:
    resumed = CHANGE + 60_000
    known = rules(version(), version(2, CHANGE, state="paused"), version(3, resumed, epoch=1))
    log = [*views(START + W, resumed), Logged(resumed + W, tick())]
    assert run(log, known).of("views_total")[-2:] == [(resumed + 2, 0), (resumed + W, 1)]


def test_an_edit_of_labels_ends_the_old_series_and_begins_new_ones() -> None:
    known = rules(version(), version(2, CHANGE, epoch=1, labels=(Label("browser", "browser"),)))
    done = run([*views(START + W, CHANGE), Logged(CHANGE + W, tick())], known)
    assert done.of("views_total", path="/a")[-1] == (CHANGE + 1, None)
    assert done.of("views_total", browser="Firefox") == [(CHANGE + 2, 0), (CHANGE + W, 1)]


def test_an_edit_of_filters_alone_goes_on_with_the_same_series() -> None:
    known = rules(version(), version(2, CHANGE, triggers=(PageView(),)))
    done = run([*views(START + W, CHANGE), Logged(CHANGE + W, tick())], known)
    assert done.of("views_total", path="/a")[-1] == (CHANGE + W, 2)


def test_a_newer_version_replaces_one_that_is_yet_to_come() -> None:
    known = rules(version(), version(2, CHANGE + DAY, state="paused"), version(3, CHANGE))
    log = [*views(START + W, CHANGE + DAY + W), Logged(CHANGE + DAY + 3 * W, tick())]
    assert run(log, known).total("views_total") == 2


def test_a_full_definition_folds_new_label_sets() -> None:
    known = rules(version(max_series=2))
    log = [
        *views(START + W),
        *views(START + W + 1, path="/b"),
        *views(START + W + 2, START + W + 3, path="/c"),
        Logged(START + 2 * W, tick()),
    ]
    done = run(log, known)
    assert done.total("views_total", path="/a") == done.total("views_total", path="/b") == 1
    assert done.total("views_total", path="__other__") == 2
    assert done.of("views_total", path="/c") == []


def test_a_new_label_set_takes_the_slot_of_the_longest_idle_marked_series() -> None:
    known = rules(version(max_series=2))
    later = START + 2 * DAY
    log = [
        *views(START + W),
        *views(START + 3 * W, path="/b"),
        *views(later, path="/c"),
        *views(later + W),
        Logged(later + 2 * W, tick()),
    ]
    done = run(log, known)
    assert done.of("views_total", path="/c")[0] == (later + 2, 0)
    assert done.of("views_total", path="/a")[-2:] == [(later + W + 2, 0), (later + 2 * W, 1)]
    assert not any(key.endswith('"/b","shop"]') for key in done.state)


def test_a_label_has_no_more_values_than_its_limit() -> None:
    known = rules(version(labels=(Label("path", "path", (), 2), Label("lang", "language"))))
    log = [
        Logged(START + n, view(f"id-{n:022d}", path))
        for n, path in enumerate(["/a", "/b", "/c", "/d", "/a"])
    ]
    done = run([*log, Logged(START + 2 * W, tick())], known)
    assert done.total("views_total", path="/a") == 2
    assert done.total("views_total", path="/b") == 1
    assert done.total("views_total", path="__other__") == 2


def test_a_value_is_free_again_once_no_series_has_it() -> None:
    known = rules(version(labels=(Label("path", "path", (), 1),)))
    later = START + 31 * DAY
    log = [*views(START), *views(later, path="/b"), Logged(later + W, tick())]
    done = run(log, known)
    assert done.of("views_total", path="/b") == [(later + 2, 0), (later + W, 1)]
    assert done.of("views_total", path="__other__") == []


def pinned(*paths: str, since: int = 0) -> Pins:
    return Pins("d1", "p1", 1, since, tuple({"path": path} for path in paths))


def known_with(pins: Pins, **definition: object) -> Rules:
    known = rules(version(**definition))  # type: ignore[arg-type]
    project = Project("p1", "o1", "acme", "shop")
    known.apply(Entry(project.key, project, 10, 0))
    known.apply(Entry(pins.key, pins, 11, 0))
    return known


def test_a_pinned_label_set_has_a_slot_when_the_definition_is_full() -> None:
    log = [
        *views(START),
        *views(START + 1, path="/b"),
        *views(START + 2, path="/vip"),
        Logged(START + 2 * W, tick()),
    ]
    done = run(log, known_with(pinned("/vip"), max_series=2))
    assert done.total("views_total", path="/a") == done.total("views_total", path="/vip") == 1
    assert done.total("views_total", path="__other__") == 1


def test_the_slot_of_a_pinned_label_set_is_not_given_away() -> None:
    later = START + 2 * DAY
    log = [
        *views(START, path="/vip"),
        *views(START + W),
        *views(later, path="/c"),
        *views(later + W, path="/d"),
        *views(later + 2 * W, path="/vip"),
        Logged(later + 3 * W, tick()),
    ]
    done = run(log, known_with(pinned("/vip"), max_series=2))
    assert done.of("views_total", path="/c")[0] == (later + 2, 0)
    assert done.total("views_total", path="/vip") == 2
    assert done.total("views_total", path="__other__") == 1


def test_pins_hold_from_their_window_on() -> None:
    known = known_with(pinned("/vip", since=START + W), max_series=1)
    log = [
        *views(START, path="/vip"),
        *views(START + W, path="/b"),
        *views(START + W + 1, path="/b"),
    ]
    done = run([*log, Logged(START + 2 * W, tick())], known)
    assert done.total("views_total", path="__other__") == 2
    assert done.total("views_total", path="/vip") == 1


def test_a_pinned_value_is_free_of_a_labels_limit() -> None:
    known = known_with(pinned("/vip"), labels=(Label("path", "path", (), 1),))
    log = [*views(START), *views(START + 1, path="/b"), *views(START + 2, path="/vip")]
    done = run([*log, Logged(START + W, tick())], known)
    assert done.total("views_total", path="/vip") == done.total("views_total", path="/a") == 1
    assert done.total("views_total", path="__other__") == 1


def test_a_reset_is_a_new_epoch_of_the_same_definition() -> None:
    known = rules(version(max_series=1), version(2, CHANGE, epoch=1, max_series=1))
    log = [*views(START), *views(CHANGE, path="/b"), Logged(CHANGE + W, tick())]
    done = run(log, known)
    assert done.of("views_total", path="/a")[-1] == (CHANGE + 1, None)
    assert done.of("views_total", path="/b") == [(CHANGE + 2, 0), (CHANGE + W, 1)]
    assert done.of("views_total", path="__other__") == []
