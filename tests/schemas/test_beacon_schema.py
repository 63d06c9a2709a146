"""The published schema says what the decoder takes."""

import json
import re

import pytest

from ops.reference import ROOT, written
from schemas.beacon import MAX_EVENTS, MAX_PROPERTIES
from schemas.beacon_schema import DIALECT, beacon_schema, text

DEFS = beacon_schema()["$defs"]


def test_the_file_is_current() -> None:
    path = ROOT / "docs" / "beacon.schema.json"
    assert path in written()
    assert path.read_text(encoding="utf-8") == text(), "run `python -m ops settings`"


def test_it_names_its_dialect_and_its_beacon() -> None:
    assert beacon_schema()["$schema"] == DIALECT
    assert beacon_schema()["$ref"] == "#/$defs/WireBeacon"
    assert DEFS["WireBeacon"]["required"] == ["id", "events"]


def test_bounds_are_the_decoder_s() -> None:
    events = DEFS["WireBeacon"]["properties"]["events"]
    assert (events["minItems"], events["maxItems"]) == (1, MAX_EVENTS)
    assert DEFS["Event"]["properties"]["properties"]["maxProperties"] == MAX_PROPERTIES


def test_other_fields_are_allowed_everywhere() -> None:
    assert all("additionalProperties" not in definition for definition in DEFS.values())


@pytest.mark.parametrize(
    ("name", "good"), [("plan", True), ("a" * 64, True), ("Plan", False), ("a" * 65, False)]
)
def test_names_of_properties_are_described_too(name: str, good: bool) -> None:
    pattern = DEFS["Event"]["properties"]["properties"]["propertyNames"]["pattern"]
    assert bool(re.search(pattern, name)) is good


def test_every_field_of_a_good_sample_is_described() -> None:
    samples = (ROOT / "schemas/examples/wire").glob("beacon.v1.pass.*.json")
    names = {name for path in samples for name in json.loads(path.read_text(encoding="utf-8"))}
    assert {"id", "events", "page", "token"} <= names <= set(DEFS["WireBeacon"]["properties"])
