"""Families: what all series of one definition and epoch share: names, columns, and how long they count."""

from typing import Final

import msgspec

from schemas.definitions import DEFAULT_BUCKETS, DEFAULT_QUANTILES, WINDOWS, Definition
from schemas.records.control import DefinitionVersion

LEDGER: Final = "ledger"
FOR_EVER: Final = 2**63
_EXTRA_LABELS: Final = {"histogram": "le", "summary": "quantile", "distinct": "window"}


class Column(msgspec.Struct, frozen=True):
    """One value of a series as Prometheus names it. `extra` is the value of the label that only some
    columns have (`le` of buckets, `quantile`, `window`), else empty."""

    name: str
    extra: str = ""


class Family(msgspec.Struct, frozen=True):
    """`label_names` are sorted, org and project in, `extra_label` not; `columns` in the order of
    Series.values. `limits` are the most values per label, 0 for any number."""

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
    quantiles: tuple[float, ...] = ()
    extra_label: str = ""
    limits: tuple[int, ...] = ()


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
    limits = {label.name: label.max_values or 0 for label in definition.labels}
    names = tuple(sorted({"org", "project", *limits}))
    return Family(
        version.id,
        version.version,
        version.epoch,
        definition.name,
        definition.type,
        definition.help,
        definition.unit,
        names,
        _columns(definition),
        _bounds(definition),
        (definition.quantiles or DEFAULT_QUANTILES) if definition.type == "summary" else (),
        _EXTRA_LABELS.get(definition.type, ""),
        tuple(limits.get(name, 0) for name in names) if any(limits.values()) else (),
    )


def _columns(definition: Definition) -> tuple[Column, ...]:
    name = definition.name
    match definition.type:
        case "histogram":
            texts = [*map(bound_text, _bounds(definition)), "+Inf"]
            columns = [Column(f"{name}_bucket", text) for text in texts]
            return (*columns, Column(f"{name}_sum"), Column(f"{name}_count"))
        case "summary":
            texts = [bound_text(quantile) for quantile in definition.quantiles or DEFAULT_QUANTILES]
            columns = [Column(name, text) for text in texts]
            return (*columns, Column(f"{name}_sum"), Column(f"{name}_count"))
        case "distinct":
            chosen = [window for window in WINDOWS if window in (definition.window or WINDOWS)]
            columns = [Column(name, window) for window in chosen]
            return (*columns, Column(f"{name}_unidentified"))
        case _:
            return (Column(name),)


def _bounds(definition: Definition) -> tuple[float, ...]:
    return (definition.buckets or DEFAULT_BUCKETS) if definition.type == "histogram" else ()


def bound_text(bound: float) -> str:
    """A bound or quantile as OpenMetrics 1.0 writes it: 1 is "1.0", so that all writers agree."""
    return repr(float(bound))
