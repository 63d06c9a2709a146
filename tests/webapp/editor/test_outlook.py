"""What a definition would give."""

import pytest

from schemas.definitions import Definition, Label
from schemas.triggers import Custom, PageView
from webapp.editor.outlook import Budget, estimate, outlook, per_label_set

BUDGET = Budget(20_000, 19_500)


def _counter(*labels: Label) -> Definition:
    return Definition("a_total", "counter", "", (PageView(),), labels)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ((), "One label set, each one series."),
        ((Label("app", "constant:x"),), "One label set, each one series."),
        ((Label("plan", "property:plan", ("a", "b")),), "About 4 label sets, each one series."),
        (
            (Label("device", "device"), Label("plan", "property:plan", max_values=8)),
            "About 30 label sets, each one series.",
        ),
        (
            (Label("path", "path"),),
            "Up to 1\u202f000 label sets, as many as visitors bring, each one series; "
            "further ones count into __other__.",
        ),
    ],
)
def test_the_estimate_is_the_product_of_what_is_known(
    labels: tuple[Label, ...], words: str
) -> None:
    assert estimate(_counter(*labels)) == words


def test_a_label_set_is_as_many_series_as_its_type_writes() -> None:
    histogram = Definition("a", "histogram", "", (Custom("x"),), value="event", buckets=(1.0, 2.0))
    assert per_label_set(histogram) == 5
    assert per_label_set(Definition("a", "summary", "", (Custom("x"),), value="event")) == 6
    assert per_label_set(Definition("a", "distinct", "", (PageView(),), window=("1h",))) == 2
    assert per_label_set(_counter()) == 1


def test_names_budget_and_promql_are_those_of_the_project() -> None:
    found = outlook(_counter(Label("path", "path")), BUDGET, "acme", "shop")
    assert found.names == ("a_total",)
    assert "1\u202f000 of the 500 label sets" in found.budget
    assert found.promql == ('sum by (path) (rate(a_total{org="acme",project="shop"}[5m]))',)


def test_a_histogram_is_read_by_quantiles() -> None:
    histogram = Definition(
        "a", "histogram", "", (Custom("x"),), (Label("path", "path"),), value="event"
    )
    found = outlook(histogram, BUDGET, "acme", "shop")
    assert found.names == ("a_bucket", "a_sum", "a_count")
    assert found.promql[0].startswith("histogram_quantile(0.75, sum by (le, path) (rate(a_bucket{")
