"""The processes' own metrics are declared, described, used, and nothing else is emitted."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from schemas.process import metrics
from schemas.process.metrics import DECLARED, PlatformMetric

ROOT = Path(__file__).parents[3]
MAKERS = {"counter": metrics.counter, "gauge": metrics.gauge, "histogram": metrics.histogram}


def faults(metric: PlatformMetric) -> list[str]:
    """What https://prometheus.io/docs/practices/naming/ and our own rules say against it."""
    rules = {
        "starts with tally_": metric.name.startswith("tally_"),
        "a counter ends in _total": (metric.type == "counter") == metric.name.endswith("_total"),
        "a histogram has its unit and buckets": metric.type != "histogram"
        or (metric.name.endswith("_seconds") and list(metric.buckets) == sorted(metric.buckets)),
        "help is a sentence": re.fullmatch(r"[A-Z0-9].+\.", metric.help) is not None,
        "labels are names": all(re.fullmatch("[a-z_]+", label) for label in metric.labels),
    }
    return [rule for rule, kept in rules.items() if not kept]


def unused(names: Iterable[str], sources: Iterable[Path]) -> set[str]:
    """Those names that no source has in quotes."""
    text = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    return {name for name in names if f'"{name}"' not in text}


@pytest.mark.parametrize("metric", DECLARED.values(), ids=list(DECLARED))
def test_a_metric_is_named_and_described_as_prometheus_asks(metric: PlatformMetric) -> None:
    assert faults(metric) == []


def test_a_metric_that_is_not_is_found() -> None:
    assert len(faults(PlatformMetric("jobs", "counter", "jobs", ("Bad label",)))) == 4
    assert faults(PlatformMetric("tally_x", "histogram", "Waits.")) == [
        "a histogram has its unit and buckets"
    ]


def test_every_declared_metric_is_emitted_somewhere() -> None:
    packages = ("collector", "consumers", "webapp", "ops")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    assert unused(DECLARED, sources) == set()


def test_a_metric_that_nobody_emits_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('counter("tally_a_total")\n# tally_b_total', encoding="utf-8")
    assert unused(["tally_a_total", "tally_b_total"], tmp_path.glob("*.py")) == {"tally_b_total"}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=list(MAKERS))
def test_an_undeclared_metric_cannot_be_made(maker: object) -> None:
    with pytest.raises(KeyError, match="tally_undeclared_total"):
        maker("tally_undeclared_total", metrics.registry())  # type: ignore[operator]


def test_a_metric_cannot_be_made_as_another_type() -> None:
    with pytest.raises(KeyError, match="tally_outbox_waiting is declared as gauge"):
        metrics.counter("tally_outbox_waiting", metrics.registry())


def test_a_registry_emits_the_declared_names_and_the_process_and_nothing_else() -> None:
    registry = metrics.registry()
    for metric in DECLARED.values():
        made = MAKERS[metric.type](metric.name, registry)
        if metric.labels:
            made.labels(*("x" for _ in metric.labels))
    families = {f.name: f for f in text_string_to_metric_families(_text(registry))}
    ours = {name for name in families if not name.startswith("process_")}
    assert ours == {name.removesuffix("_total") for name in DECLARED}
    assert {f.documentation for f in families.values() if f.name in ours} == {
        metric.help for metric in DECLARED.values()
    }


def test_two_processes_registries_share_nothing() -> None:
    first, second = metrics.registry(), metrics.registry()
    metrics.gauge("tally_outbox_waiting", first).set(5)
    assert "tally_outbox_waiting" not in _text(second)


def _text(registry: CollectorRegistry) -> str:
    return generate_latest(registry).decode()
