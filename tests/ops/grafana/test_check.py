"""The checker knows every declared series, and refuses a query that misspells one."""

from dataclasses import replace

import pytest

from consumers.core.ledger import FAMILY
from ops.grafana.check import faults, known, query_faults
from ops.grafana.files import ALL
from ops.grafana.model import Dashboard, Query
from ops.grafana.platform import DASHBOARD
from ops.grafana.project import LABELS, LEDGER, VIEWS
from schemas.process.metrics import DECLARED
from webapp.seed.demo import PAGE_VIEWS


@pytest.mark.parametrize("dashboard", ALL, ids=lambda d: d.uid)
def test_the_dashboards_ask_for_declared_metrics_alone(dashboard: Dashboard) -> None:
    assert list(faults(dashboard)) == []


def test_a_query_with_a_misspelled_metric_is_refused() -> None:
    first = DASHBOARD.panels[0]
    wrong = Query("sum by (status) (rate(tally_collector_answer_total[$__rate_interval]))")
    broken = replace(DASHBOARD, panels=(replace(first, queries=(*first.queries, wrong)),))
    assert list(faults(broken)) == [
        "tallylight-platform: How does the collector answer?: "
        "tally_collector_answer_total is not declared",
        "tallylight-platform: How does the collector answer?: no metric here has label status",
    ]


@pytest.mark.parametrize(
    ("expr", "fault"),
    [
        ("vector(0)", "asks for no metric"),
        ("tally_collector_kafka_ack_seconds", "tally_collector_kafka_ack_seconds is not declared"),
        ("sum(tally_outbox_waiting) / sum(tally_waiting)", "tally_waiting is not declared"),
        ("sum by (state) (tally_sink_requests_total)", "no metric here has label state"),
        ('tally_sink_requests_total{code="}",statuss="200"}', "no metric here has label statuss"),
    ],
)
def test_each_kind_of_fault_is_refused(expr: str, fault: str) -> None:
    assert fault in list(query_faults(expr, known()))


def test_two_panels_with_one_id_are_refused() -> None:
    broken = replace(DASHBOARD, panels=(DASHBOARD.panels[0], DASHBOARD.panels[0]))
    assert list(faults(broken)) == ["tallylight-platform: two panels have one id"]


def test_the_project_series_have_the_labels_that_the_product_writes() -> None:
    assert set(LABELS[LEDGER]) == set(FAMILY.label_names)
    assert FAMILY.name == LEDGER
    assert set(LABELS[VIEWS]) == {"org", "project", *(label.name for label in PAGE_VIEWS.labels)}
    assert PAGE_VIEWS.name == VIEWS


def test_every_metric_of_the_platform_is_on_its_dashboard() -> None:
    asked = " ".join(query.expr for panel in DASHBOARD.panels for query in panel.queries)
    assert [n for n in DECLARED if n not in asked and n != "tally_outbox_published_total"] == []
