"""A metric seen through a real Prometheus that holds what the pipeline writes."""

from datetime import UTC, datetime
from itertools import count

import pytest

from schemas.definitions import Definition, Label, Type
from schemas.triggers import PageView
from tests.webapp.charts.feed import Series, block, send, write_counter
from webapp.charts.picture import Picture, newest_end, take
from webapp.charts.plan import Asked
from webapp.charts.queries import Subject
from webapp.charts.spans import SPANS
from webapp.prometheus import Prometheus

NOW = int(datetime.now(UTC).timestamp()) // 60 * 60_000
AT = datetime.fromtimestamp(NOW / 1000, UTC)
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
_projects = count()


@pytest.fixture
def project() -> str:
    """A project of its own in the shared Prometheus."""
    return f"picture-{next(_projects)}"


def _take(
    url: str,
    project: str,
    kind: Type,
    labels: tuple[str, ...] = (),
    by: str = "",
    span: str = "1h",
    restarts: bool = False,
) -> Picture:
    name = "m_total" if kind == "counter" else "m"
    definition = Definition(
        name, kind, "", (PageView(),), tuple(Label(label, label) for label in labels)
    )
    subject, chosen = Subject("charts", project, name), SPANS[span]
    asked = Asked(subject, definition, chosen, newest_end(AT, chosen), by, restarts=restarts)
    return take(Prometheus(url), asked, AT)


def _values(picture: Picture) -> dict[str, float | None]:
    return {value.name: value.value for value in picture.values}


def test_a_counter_is_exact_in_every_range(prometheus: str, project: str) -> None:
    times = [NOW - n * 37 * SECOND for n in range(1, 501)]
    write_counter(prometheus, "charts", project, "m_total", {(): times}, NOW)
    for name, span in SPANS.items():
        picture = _take(prometheus, project, "counter", span=name)
        within = sum(at > NOW - span.seconds * SECOND for at in times)
        found = _values(picture)
        assert found["Counted so far"] == 500
        # The span may begin within a window, and the newest window end may be the next one.
        assert abs((found[f"In the last {span.words}"] or 0) - within) <= 1, name
        assert all(len(line.values) == len(picture.times) for line in picture.lines)


def test_lines_are_the_largest_values_of_the_label_and_other_is_the_rest(
    prometheus: str, project: str
) -> None:
    series: Series = {
        (("path", f"/{p}"),): [NOW - 30 * MINUTE + n * SECOND for n in range(50 - p)]
        for p in range(8)
    }
    write_counter(prometheus, "charts", project, "m_total", series, NOW)
    picture = _take(prometheus, project, "counter", ("path",), "path")
    assert [line.name for line in picture.lines] == ["/0", "/1", "/2", "/3", "/4", "other"]
    assert sum(sum(v or 0 for v in line.values) for line in picture.lines) == 8 * 50 - 28


def test_totals_that_begin_anew_after_a_pause_are_no_negative_and_no_double_count(
    prometheus: str, project: str
) -> None:
    old = [(NOW - 20 * MINUTE + n * 5 * SECOND, 100.0 + n) for n in range(10)]
    new = [(NOW - 19 * MINUTE + 2, 0.0)] + [
        (NOW - 19 * MINUTE + (n + 1) * 5 * SECOND, 1.0 + n) for n in range(10)
    ]
    labels = (("org", "charts"), ("project", project))
    send(prometheus, [block("m_total", at, labels, value) for at, value in old + new])
    blind = _values(_take(prometheus, project, "counter"))["In the last hour"]
    seen = _values(_take(prometheus, project, "counter", restarts=True))["In the last hour"]
    assert blind == 109  # what max - min would say
    assert seen == pytest.approx(9 + 10, abs=3)  # increase() extrapolates a little


def test_a_gauge_shows_its_newest_value_and_each_series(prometheus: str, project: str) -> None:
    samples = [
        block("m", NOW - ago * SECOND, (("country", c), ("org", "charts"), ("project", project)), v)
        for ago in range(600, 0, -15)
        for c, v in (("NL", 2.5), ("DE", 7.0))
    ]
    send(prometheus, samples)
    picture = _take(prometheus, project, "gauge", ("country",))
    assert _values(picture) == {
        "Largest newest value": 7.0,
        "Smallest newest value": 2.5,
        "Series": 2,
    }
    assert {line.name: line.values[-1] for line in picture.lines} == {
        "country=DE": 7.0,
        "country=NL": 2.5,
    }


def test_a_histogram_shows_quantiles_of_exact_buckets(prometheus: str, project: str) -> None:
    times = [NOW - 30 * MINUTE + n * SECOND for n in range(100)]
    for bound, those in (("1.0", times[:50]), ("2.0", times[:75]), ("+Inf", times)):
        write_counter(prometheus, "charts", project, "m_bucket", {(("le", bound),): those}, NOW)
    write_counter(prometheus, "charts", project, "m_count", {(): times}, NOW)
    picture = _take(prometheus, project, "histogram")
    found = _values(picture)
    assert (found["p50, last hour"], found["p75, last hour"]) == (1.0, 2.0)
    assert found["Measured in the last hour"] == 100
    assert [line.name for line in picture.lines] == ["p50", "p75", "p95"]


def test_a_summary_and_a_distinct_count_show_a_line_each(prometheus: str, project: str) -> None:
    ours = (("org", "charts"), ("project", project))
    for ago in range(600, 0, -15):
        at = NOW - ago * SECOND
        send(
            prometheus,
            [
                *(
                    block("m", at, (("quantile", q), *ours), v)
                    for q, v in (("0.5", 1.0), ("0.9", 3.0))
                ),
                block("m_count", at, ours, 40.0),
                *(block("m", at, (("window", w), *ours), v) for w, v in (("1h", 5.0), ("1d", 9.0))),
            ],
        )
    summary = _take(prometheus, project, "summary")
    assert _values(summary)["Median of the last 10 minutes"] == 1.0
    assert {"0.5", "0.9"} <= {line.name for line in summary.lines}
    distinct = _values(_take(prometheus, project, "distinct"))
    assert distinct["Newest count of the day"] == 9.0
    assert distinct["Newest count of 5 minutes"] is None


def test_a_metric_that_never_counted_says_so_with_zeros(prometheus: str, project: str) -> None:
    picture = _take(prometheus, project, "counter", ("path",), "path")
    assert (picture.has_counted, picture.lines) == (False, ())
    assert set(_values(picture).values()) == {0}


def test_one_whose_series_have_ended_has_no_total_but_has_counted(
    prometheus: str, project: str
) -> None:
    labels = (("org", "charts"), ("project", project))
    send(prometheus, [block("m_total", NOW - 30 * HOUR, labels, 5.0)])
    picture = _take(prometheus, project, "counter")
    assert picture.has_counted
    assert _values(picture)["Counted so far"] is None
