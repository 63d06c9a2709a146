"""What a folder of sample files must hold: `<topic>/<record>.v<schema>.<pass|fail>.<case>.json`.

A pass sample is one line of canonical JSON: it decodes, and encodes to the same bytes again. A fail
sample is refused. Every record of every topic has at least one of each; nothing else lies there.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args

import msgspec

from schemas.beacon import WireBeacon
from schemas.topics import TOPICS

ROOT: Final = Path(__file__).parents[2] / "schemas" / "examples"
WIRE: Final = "wire"

Record = type | UnionType
# Folder -> record name -> what its samples decode as. The wire's beacon is in no topic and has no kind.
Declared = Mapping[str, Mapping[str, Record]]

_NAME: Final = re.compile(
    r"(?P<record>[a-z_]+)\.v(?P<schema>[1-9][0-9]*)\.(?P<verdict>pass|fail)\.[a-z0-9-]+\.json"
)


def kinds(record: Record) -> dict[str, type]:
    """The structs of a topic by their `kind`."""
    structs = get_args(record) or (record,)
    return {struct.__struct_config__.tag: struct for struct in structs}


def declared() -> Declared:
    """What schemas/topics.py declares, and the wire."""
    topics = {t.name: dict.fromkeys(kinds(t.record), t.record) for t in TOPICS.values()}
    return {**topics, WIRE: {"beacon": WireBeacon}}


def samples(root: Path, verdict: str) -> list[Path]:
    """Every sample with that verdict, in the order of their paths."""
    return sorted(root.rglob(f"*.{verdict}.*.json"))


def faults(root: Path, allowed: Declared) -> list[str]:
    """What is wrong with the samples under `root`, a line each; empty when all is well."""
    return [*_strays(root, allowed), *_gaps(root, allowed), *_verdicts(root, allowed)]


def _strays(root: Path, allowed: Declared) -> Iterator[str]:
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name, topic = _NAME.fullmatch(path.name), path.parent.relative_to(root).as_posix()
        if topic not in allowed:
            yield f"{topic}: no such topic"
        elif name is None:
            yield f"{topic}/{path.name}: not <record>.v<schema>.<pass|fail>.<case>.json"
        elif name["record"] not in allowed[topic]:
            yield f"{topic}/{path.name}: no such record"


def _gaps(root: Path, allowed: Declared) -> Iterator[str]:
    for topic, records in allowed.items():
        for record in records:
            for verdict in ("pass", "fail"):
                if not list((root / topic).glob(f"{record}.v*.{verdict}.*.json")):
                    yield f"{topic}: {record} has no {verdict} sample"


def _verdicts(root: Path, allowed: Declared) -> Iterator[str]:
    for topic, records in allowed.items():
        for path in sorted((root / topic).glob("*.json")):
            name = _NAME.fullmatch(path.name)
            if name and name["record"] in records:
                fault = _judge(path.read_bytes(), records[name["record"]], name)
                if fault:
                    yield f"{topic}/{path.name}: {fault}"


def _judge(sample: bytes, record: Record, name: "re.Match[str]") -> str | None:
    try:
        decoded: Any = msgspec.json.decode(sample, type=record)
    except msgspec.DecodeError as error:
        return None if name["verdict"] == "fail" else str(error)
    if name["verdict"] == "fail":
        return "is taken"
    if msgspec.json.encode(decoded) + b"\n" != sample:
        return "encodes to other bytes"
    return _misnamed(decoded, name)


def _misnamed(decoded: Any, name: "re.Match[str]") -> str | None:
    kind = decoded.__struct_config__.tag or name["record"]
    schema = getattr(decoded, "schema", 1)
    said = (name["record"], int(name["schema"]))
    return None if (kind, schema) == said else f"is {kind} of schema {schema}"
