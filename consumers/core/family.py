"""Families: what all series of one definition and epoch share: names, columns, and how long they count."""

from typing import Final

import msgspec

from schemas.definitions import DEFAULT_BUCKETS
from schemas.records.control import DefinitionVersion

LEDGER: Final = "ledger"
FOR_EVER: Final = 2**63


class Column(msgspec.Struct, frozen=True):
    """One value of a series as Prometheus names it: `le` is the bound of a bucket, else empty."""

    name: str
    le: str = ""


class Family(msgspec.Struct, frozen=True):
    """`label_names` are sorted, org and project in, le not; `columns` in the order of Series.values."""

    definition: str
    version: int
    epoch: int
    name: str
    type: str
    help: str
    unit: str
    label_names: tuple[str, ...]
    columns: tuple[Column, ...]
    buckets: tuple[float, ...] = ()


class Span:
    """How long the series of a family count. `end` is the window start at which a newer epoch, a pause
    or a deletion takes over, FOR_EVER while none is known."""

    __slots__ = ("end", "family")

    def __init__(self, family: Family, end: int) -> None:
        self.family = family
        self.end = end


def family_of(version: DefinitionVersion) -> Family:
    """The family of that version's epoch."""
    definition = version.definition
    names = sorted(["org", "project", *(label.name for label in definition.labels)])
    buckets = (definition.buckets or DEFAULT_BUCKETS) if definition.type == "histogram" else ()
    return Family(
        version.id,
        version.version,
        version.epoch,
        definition.name,
        definition.type,
        definition.help,
        definition.unit,
        tuple(names),
        _columns(definition.name, definition.type, buckets),
        buckets,
    )


def _columns(name: str, kind: str, buckets: tuple[float, ...]) -> tuple[Column, ...]:
    if kind != "histogram":
        return (Column(name),)
    bounds = [*(bound_text(bound) for bound in buckets), "+Inf"]
    columns = [Column(f"{name}_bucket", bound) for bound in bounds]
    return (*columns, Column(f"{name}_sum"), Column(f"{name}_count"))


def bound_text(bound: float) -> str:
    """A bucket's bound as OpenMetrics 1.0 writes it: 1 is "1.0", so that all writers agree."""
    return repr(float(bound))
