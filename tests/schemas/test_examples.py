"""The sample files are what the records say, today and after every later change."""

from pathlib import Path

import msgspec
import pytest

from schemas.records.beacons import Tick
from tests.schemas.examples import ROOT, Declared, declared, faults, kinds, samples

TICKS: Declared = {"beacons": {"tick": Tick}}
GOOD = {
    "beacons/tick.v1.pass.a.json": '{"kind":"tick","owner":"a"}\n',
    "beacons/tick.v1.fail.b.json": '{"kind":"tick"}\n',
}
PASSING = [pytest.param(p, id=f"{p.parent.name}/{p.name}") for p in samples(ROOT, "pass")]


def test_every_sample_is_as_its_name_says_and_every_record_has_both_kinds() -> None:
    assert faults(ROOT, declared()) == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("ticks/tick.v1.pass.a.json", "", "ticks: no such topic"),
        ("tick.v1.pass.a.json", "", ".: no such topic"),
        ("beacons/tock.v1.pass.a.json", "", "beacons/tock.v1.pass.a.json: no such record"),
        ("beacons/tick.json", "", "beacons/tick.json: not <record>"),
        ("beacons/tick.v0.pass.a.json", "", "beacons/tick.v0.pass.a.json: not <record>"),
        ("beacons/tick.v1.fail.a.json", '{"kind":"tick","owner":"a"}', "is taken"),
        ("beacons/tick.v1.pass.c.json", '{"kind":"tick"}', "missing required field `owner`"),
        ("beacons/tick.v1.pass.c.json", '{"kind":"tick", "owner":"a"}\n', "other bytes"),
        ("beacons/tick.v1.pass.c.json", '{"kind":"tick","owner":"a","x":1}\n', "other bytes"),
        ("beacons/tick.v1.pass.c.json", '{"owner":"a","kind":"tick"}\n', "other bytes"),
        (
            "beacons/tick.v2.pass.c.json",
            '{"kind":"tick","owner":"a"}\n',
            "is tick of schema 1",
        ),
    ],
)
def test_a_sample_that_does_not_fit_is_found(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    _write(tmp_path, {**GOOD, name: text})
    (found,) = faults(tmp_path, TICKS)
    assert fault in found


@pytest.mark.parametrize("missing", GOOD)
def test_a_record_without_a_pass_or_a_fail_sample_is_found(tmp_path: Path, missing: str) -> None:
    _write(tmp_path, {name: text for name, text in GOOD.items() if name != missing})
    verdict = missing.split(".")[2]
    assert faults(tmp_path, TICKS) == [f"beacons: tick has no {verdict} sample"]


def test_a_folder_that_is_missing_is_found(tmp_path: Path) -> None:
    assert len(faults(tmp_path, declared())) == 2 * sum(len(r) for r in declared().values())


@pytest.mark.parametrize("path", PASSING)
def test_a_field_appended_by_a_later_release_is_passed_over(path: Path) -> None:
    decoder = _decoder(path)
    sample = path.read_bytes()
    assert decoder.decode(sample.rstrip()[:-1] + b',"appended":{"x":[1]}}') == decoder.decode(
        sample
    )


@pytest.mark.parametrize("path", PASSING)
def test_a_record_without_one_of_its_required_fields_or_with_null_is_refused(path: Path) -> None:
    decoder, sample = _decoder(path), msgspec.json.decode(path.read_bytes())
    required = [f.encode_name for f in msgspec.structs.fields(_struct(path)) if f.required]
    assert required
    for name in required:
        without = {key: value for key, value in sample.items() if key != name}
        for broken in (without, {**sample, name: None}):
            with pytest.raises(msgspec.ValidationError):
                decoder.decode(msgspec.json.encode(broken))


def test_every_record_of_a_topic_says_its_schema_and_absent_means_1() -> None:
    for topic, records in declared().items():
        if topic != "wire":
            for struct in (kinds(record)[kind] for kind, record in records.items()):
                defaults = {f.name: f.default for f in msgspec.structs.fields(struct)}
                assert defaults.get("schema") == 1, f"{topic}: {struct.__name__}"


def _decoder(path: Path) -> "msgspec.json.Decoder[object]":
    return msgspec.json.Decoder(declared()[path.parent.name][path.name.split(".")[0]])


def _struct(path: Path) -> type:
    record = declared()[path.parent.name][path.name.split(".")[0]]
    return kinds(record).get(path.name.split(".")[0]) or record  # type: ignore[return-value]


def _write(root: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
