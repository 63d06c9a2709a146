"""Topic `beacons`: what the collector accepted, and the aggregator's ticks."""

import msgspec

from schemas.beacon import Event, Page


class Beacon(
    msgspec.Struct, frozen=True, tag_field="kind", tag="beacon", omit_defaults=True, gc=False
):
    """One accepted beacon: the wire's beacon plus what only the collector knew. Never the address.

    `received_at` is Unix milliseconds by the collector's clock; times of the events are their `age_ms`.
    `source` comes from the credential, never from the body. The strings are hostile: visitors sent them.
    """

    id: str
    project_id: str
    org: str
    project: str
    key_id: str
    source: str
    received_at: int
    collector: str
    events: tuple[Event, ...]
    page: Page | None = None
    user_agent: str = ""
    visitor: str = ""
    salt_day: str = ""
    country: str = ""
    webdriver: bool = False
    gpc: bool = False
    dropped: int = 0
    truncated: int = 0
    age_ms: int = 0
    snippet_version: str = ""
    schema: int = 1


class Tick(msgspec.Struct, frozen=True, tag_field="kind", tag="tick", omit_defaults=True, gc=False):
    """Nothing but time: written by a partition's owner so that quiet partitions move on (law 1)."""

    owner: str
    schema: int = 1


Record = Beacon | Tick
