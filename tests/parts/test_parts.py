"""Each part is the real thing, set up the way the product needs it."""

import json
import urllib.request
from collections.abc import Callable

import pytest
import sqlalchemy
from confluent_kafka.admin import AdminClient

from tests.parts import choice


def test_kafka_is_a_broker_that_makes_no_topic_by_itself(kafka: str) -> None:
    admin = AdminClient({"bootstrap.servers": kafka})
    assert len(admin.list_topics(timeout=20).brokers) == 1
    assert admin.list_topics("never_declared", timeout=20).topics["never_declared"].error
    assert "never_declared" not in admin.list_topics(timeout=20).topics


def test_fresh_kafka_gives_another_empty_broker_each_time(
    kafka: str, fresh_kafka: Callable[[], str]
) -> None:
    other = fresh_kafka()
    assert other != kafka
    assert AdminClient({"bootstrap.servers": other}).list_topics(timeout=20).topics == {}


def test_prometheus_has_the_out_of_order_window_and_takes_remote_write(prometheus: str) -> None:
    config = _get(f"{prometheus}/api/v1/status/config")
    assert "out_of_order_time_window: 9d" in config["data"]["yaml"]
    flags = _get(f"{prometheus}/api/v1/status/flags")
    assert flags["data"]["web.enable-remote-write-receiver"] == "true"


def test_postgres_answers_sqlalchemy(postgres: str) -> None:
    engine = sqlalchemy.create_engine(postgres)
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("select 1")) == 1
    engine.dispose()


def test_an_unknown_source_of_parts_is_refused() -> None:
    assert choice.source({"TALLY_TEST_PARTS": "local"}) == "local"
    with pytest.raises(ValueError, match="TALLY_TEST_PARTS must be one of"):
        choice.source({"TALLY_TEST_PARTS": "mock"})


def _get(url: str) -> dict[str, dict[str, str]]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return dict(json.load(answer))
