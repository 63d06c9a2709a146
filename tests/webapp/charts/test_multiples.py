"""Small multiples: all metrics of a project in two queries."""

from datetime import UTC, datetime

from schemas.definitions import Definition
from schemas.triggers import PageView
from tests.webapp.charts.feed import Series, block, send, write_counter
from webapp.charts.multiples import growth, take
from webapp.charts.queries import Place
from webapp.charts.used import label_sets
from webapp.prometheus import Prometheus

NOW = int(datetime.now(UTC).timestamp()) // 60 * 60_000
AT = datetime.fromtimestamp(NOW / 1000, UTC)
PLACE = Place("multiples", "shop")
DEFINITIONS = [
    Definition("a_total", "counter", "", (PageView(),)),
    Definition("b", "gauge", "", (PageView(),)),
    Definition("c", "histogram", "", (PageView(),), value="event"),
    Definition("d_total", "counter", "", (PageView(),)),
    Definition("e", "distinct", "", (PageView(),)),
]


def _feed(url: str) -> None:
    ours = (("org", "multiples"), ("project", "shop"))
    times = [NOW - 1_800_000 + n * 60_000 for n in range(20)]
    both: Series = {(("path", path),): times for path in ("/", "/cart")}
    write_counter(url, PLACE.org, PLACE.project, "a_total", both, NOW)
    write_counter(url, PLACE.org, PLACE.project, "c_count", {(): times[:5]}, NOW)
    write_counter(url, PLACE.org, "another", "d_total", {(): times}, NOW)
    gauge = [block("b", NOW - ago * 1_000, ours, 7.5) for ago in range(300, 0, -15)]
    windows = [
        block("e", NOW - 20_000, (*ours, ("window", window)), 3.0) for window in ("5m", "1h", "1d")
    ]
    send(url, [*gauge, *windows])


def test_each_metric_has_its_number_and_its_line(prometheus: str) -> None:
    _feed(prometheus)
    found = {one.name: one for one in take(Prometheus(prometheus), PLACE, DEFINITIONS, AT)}
    assert list(found) == ["a_total", "b", "c", "d_total", "e"]
    assert (found["a_total"].value, found["b"].value, found["c"].value) == (40, 7.5, 5)
    assert found["d_total"].value is None  # another project's
    assert max(value or 0 for value in found["a_total"].line) == 2
    assert found["b"].line[-1] == 7.5


def test_what_is_used_is_counted_in_label_sets(prometheus: str) -> None:
    _feed(prometheus)
    found = label_sets(Prometheus(prometheus), PLACE, DEFINITIONS, AT)
    assert found == {"a_total": 2, "b": 1, "c": 1, "d_total": 0, "e": 1}
    assert label_sets(Prometheus("http://127.0.0.1:1"), PLACE, [], AT) == {}


def test_a_total_that_falls_or_begins_has_not_grown() -> None:
    assert growth([1.0, 3.0, 2.0, None, 5.0, 6.0]) == (None, 2.0, 0.0, None, None, 1.0)
