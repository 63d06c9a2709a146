"""What people paste: a beacon, something like it, and anything else."""

import pytest

from schemas.beacon import Event
from webapp.explain.asked import Asked, NotABeacon, as_beacon, from_json, from_text


def test_a_beacon_of_the_wire_is_taken_and_its_credentials_are_passed_over() -> None:
    text = '{"id":"x","token":"secret","age_ms":5,"events":[{"name":"signup","value":2}]}'
    assert from_text(text) == Asked((Event("signup", 2.0),))
    assert from_json({"events": [{"name": "signup", "value": 2}], "key": "tlk"}) == Asked(
        (Event("signup", 2.0),)
    )


def test_it_becomes_the_record_that_a_collector_would_write() -> None:
    asked = from_json({"events": [{"name": "signup"}], "source": "server", "country": "NL"})
    beacon = as_beacon(asked, "p1", "acme", "shop", 7)
    assert (beacon.project_id, beacon.org, beacon.project) == ("p1", "acme", "shop")
    assert (beacon.source, beacon.country, beacon.received_at) == ("server", "NL", 7)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({}, ""),
        ([], ""),
        (None, ""),
        ({"events": []}, "events"),
        ({"events": [{"name": "a"}] * 21}, "events"),
        ({"events": [{"name": "A b"}]}, "events.0.name"),
        ({"events": [{"name": "a"}, {"name": "a", "properties": {"X": 1}}]}, "events.1.properties"),
        ({"events": [{"name": "a", "value": "1"}]}, "events.0.value"),
        ({"events": [{"name": "a", "properties": {"x": [1]}}]}, "events.0.properties...."),
        ({"events": [{"name": "a"}], "page": {"url": 7}}, "page.url"),
        ({"events": [{"name": "a"}], "source": "import"}, "source"),
        ({"events": [{"name": "a"}], "country": "nl"}, "country"),
    ],
)
def test_a_fault_is_told_with_its_place(value: object, path: str) -> None:
    with pytest.raises(NotABeacon) as fault:
        from_json(value)
    assert fault.value.path == path
    assert fault.value.message.endswith(".")


@pytest.mark.parametrize("text", ["", "{", "\ud800", "[" * 100_000, "NaN"])
def test_what_is_no_json_is_told(text: str) -> None:
    with pytest.raises(NotABeacon):
        from_text(text)
