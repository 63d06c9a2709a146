"""Topic `refused`: beacons of recognised projects that the collector refused, a bounded sample."""

import msgspec


class Refusal(
    msgspec.Struct, frozen=True, tag_field="kind", tag="refused", omit_defaults=True, gc=False
):
    """One refused beacon: `code` of schemas.reasons, `origin` as sent (hostile), times in Unix ms."""

    project_id: str
    key_id: str
    code: str
    received_at: int
    origin: str = ""
    beacon_id: str = ""
    schema: int = 1


Record = Refusal
