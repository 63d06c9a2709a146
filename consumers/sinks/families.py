"""What a Pushgateway shows: the newest value of each series, as families of a project in text format.

https://prometheus.io/docs/instrumenting/exposition_formats/. Pure: blocks in, text out.
"""

from typing import Final

import msgspec

from consumers.core.series_table import ZERO_OFFSET
from consumers.core.windows import WINDOW
from schemas.records.samples import Block

# A distinct count goes up and down; what could not be told apart is counted beside it.
_TYPES: Final = {"distinct": "gauge"}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", '"': '\\"'})
_HELP_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\n": "\\n"})

Labels = tuple[tuple[str, str], ...]


class Family(msgspec.Struct):
    """One family: `series` by name and labels, the newest value and its timestamp (ms)."""

    type: str
    help: str
    series: dict[tuple[str, Labels], tuple[float, int]] = {}


class Families:
    """Every project's families, each under the project's name: on a Pushgateway a name has one type for
    all who push, and two projects may use one name for different things."""

    def __init__(self) -> None:
        self._projects: dict[str, dict[str, Family]] = {}

    def take(self, block: Block) -> set[str]:
        """Take in a block; the projects that it changed. What is older than what is known is passed by."""
        if block.at % WINDOW == ZERO_OFFSET and block.type != "distinct":
            return set()  # the total before a change: only PromQL has a use for it
        changed = set()
        values = block.values or (None,) * len(block.labels[0])
        for texts, value in zip(zip(*block.labels, strict=True), values, strict=True):
            labels = tuple((n, v) for n, v in zip(block.label_names, texts, strict=True) if v)
            project = dict(labels).get("project", "")
            if self._put(block, project, labels, value):
                changed.add(project)
        return changed

    def text(self, project: str) -> str:
        """The project's families; empty when it has no series any more."""
        return "".join(
            _text(name, family) for name, family in sorted(self._projects.get(project, {}).items())
        )

    def _put(self, block: Block, project: str, labels: Labels, value: float | None) -> bool:
        suffix = "_unidentified" if block.name.endswith("_unidentified") else ""
        name = _prefixed(project, block.family + (suffix if block.type == "distinct" else ""))
        families = self._projects.setdefault(project, {})
        kind = "counter" if suffix else _TYPES.get(block.type, block.type)
        family = families.setdefault(name, Family(kind, block.help, {}))
        place = (_prefixed(project, block.name), labels)
        known = family.series.get(place)
        if known and known[1] > block.at:
            return False
        if value is None:
            family.series.pop(place, None)
            if not family.series:
                del families[name]
            return known is not None
        family.series[place] = (value, block.at)
        return True


def _prefixed(project: str, name: str) -> str:
    prefix = "".join(c if c.isascii() and c.isalnum() else "_" for c in project)
    return f"{'_' if prefix[:1].isdigit() else ''}{prefix}_{name}"


def _text(name: str, family: Family) -> str:
    head = f"# HELP {name} {family.help.translate(_HELP_ESCAPES)}\n# TYPE {name} {family.type}\n"
    lines = (
        f"{series}{_labels(labels)} {value!r}\n"
        for (series, labels), (value, _) in family.series.items()
    )
    return head + "".join(lines)


def _labels(labels: Labels) -> str:
    return "{" + ",".join(f'{n}="{v.translate(_ESCAPES)}"' for n, v in labels) + "}"
