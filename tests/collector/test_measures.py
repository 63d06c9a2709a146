"""From plain integers to declared metrics."""

from collector.answers import Answer
from collector.measures import COUNTED, Measures
from schemas.process import metrics
from schemas.reasons import REASONS


def test_counts_are_carried_over_once() -> None:
    registry, answer = metrics.registry(), Answer(418, [], code="malformed")
    measures = Measures(registry, [answer])
    answer.count = 3
    measures.publish(events=2, in_flight=5, refused={("shop", "key1", "stale"): 2})
    measures.publish(events=0, in_flight=4, refused={})
    answer.count += 1
    measures.publish(events=1, in_flight=0, refused={("shop", "key1", "stale"): 1})
    labels = {"status": "418", "code": "malformed"}
    assert registry.get_sample_value("tally_collector_answers_total", labels) == 4
    assert registry.get_sample_value("tally_collector_acknowledged_events_total") == 3
    assert registry.get_sample_value("tally_collector_in_flight") == 0
    refused = {"project": "shop", "key": "key1", "code": "stale"}
    assert registry.get_sample_value("tally_collector_refused_total", refused) == 3


def test_every_code_of_the_collector_has_its_own_series_from_the_start() -> None:
    ours = {reason.code for reason in REASONS.values() if reason.where == "collector"}
    assert {answer.code for answer in COUNTED} == ours | {""}
