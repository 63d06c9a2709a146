"""Topic `rejected`: events the aggregator did not count, a bounded sample of them."""

import msgspec


class Rejection(
    msgspec.Struct, frozen=True, tag_field="kind", tag="rejected", omit_defaults=True, gc=False
):
    """One event or beacon. `result` as in the ledger; `reason` a code of schemas.reasons or empty.

    `offset` is the beacon's in the same partition of `beacons`; `window` its window's start (ms).
    """

    project_id: str
    key_id: str
    beacon_id: str
    offset: int
    window: int
    result: str
    event: str = ""
    reason: str = ""
    schema: int = 1


Record = Rejection
