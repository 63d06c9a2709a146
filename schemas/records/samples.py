"""Topic `samples`: blocks of samples on their way to Prometheus."""

from typing import Final

import msgspec

MAX_BLOCK_BYTES: Final = 256 * 1024


class Block(
    msgspec.Struct, frozen=True, tag_field="kind", tag="block", omit_defaults=True, gc=False
):
    """Samples of one name at one time; a block with `stale` has no values and ends its series.

    `at` is Unix milliseconds. `label_names` are sorted; `labels` holds one column per name, each as
    long as `values`. `name` is the series' name (x, x_bucket, x_sum, x_count), `family` the metric's (x).
    Values are finite: msgspec writes inf and NaN as null, so they must not occur.
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


Record = Block
