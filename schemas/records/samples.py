"""Topic `samples`: blocks of samples on their way to Prometheus."""

from math import isfinite
from typing import Final

import msgspec

MAX_BLOCK_BYTES: Final = 256 * 1024


class Block(
    msgspec.Struct, frozen=True, tag_field="kind", tag="block", omit_defaults=True, gc=False
):
    """Samples of one name at one time; a block with `stale` has no values and ends its series.

    `at` is Unix milliseconds. `label_names` are sorted; `labels` holds one column per name, each as
    long as `values`. `name` is the series' name (x, x_bucket, x_sum, x_count), `family` the metric's (x).
    Values are finite: msgspec writes inf and NaN as null, so they must not occur. A block of any other
    shape can neither be made nor decoded (ValueError, msgspec.ValidationError).
    """

    definition: str
    version: int
    family: str
    name: str
    type: str
    at: int
    label_names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    values: tuple[float, ...] = ()
    stale: bool = False
    help: str = ""
    unit: str = ""
    schema: int = 1

    def __post_init__(self) -> None:
        if not self.labels or len(self.labels) != len(self.label_names):
            raise ValueError("a column of labels per name")
        rows = len(self.labels[0])
        if any(len(column) != rows for column in self.labels):
            raise ValueError("columns of labels of one length")
        if len(self.values) != (0 if self.stale else rows):
            raise ValueError("a value per row, none in a stale block")
        if not all(map(isfinite, self.values)):
            raise ValueError("finite values")


Record = Block
