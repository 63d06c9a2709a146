"""Topic `control`: what collector and aggregator must know of the database.

Key `kind:id[:version]`. Every record, tombstones included, carries the header `revision` (the outbox
row's number, decimal); readers ignore a revision lower than or equal to the one they hold for the key.
"""

from typing import Annotated, Final, Literal

import msgspec

from schemas.definitions import Definition

REVISION_HEADER: Final = "revision"
MAX_PINS: Final = 100
MAX_QUOTA: Final = 1_000_000_000


# What becomes of a beacon whose visitor asks not to be tracked (Global Privacy Control, Do Not Track): taken
# without a visitor hash, or refused.
Gpc = Literal["no_visitor", "refuse"]


class RateLimit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A token bucket of a key: events a second on average, `burst` at once."""

    events_per_second: Annotated[float, msgspec.Meta(gt=0, le=1e9)]
    burst: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]


class Project(msgspec.Struct, frozen=True, tag_field="kind", tag="project", omit_defaults=True):
    """A website or app. Slugs are globally unique, immutable and never reissued.

    `snippet_sha256` is the script that `/s/<slug>.js` answers with at the moment. `rate_limit` is that
    of its keys without one of their own; `quota` bounds the events of a UTC day.
    """

    id: str
    organization_id: str
    org: str
    project: str
    alias: str = ""
    snippet_sha256: str = ""
    schema: int = 1
    gpc: Gpc = "no_visitor"
    rate_limit: RateLimit | None = None
    quota: Annotated[int, msgspec.Meta(ge=1, le=MAX_QUOTA)] | None = None

    @property
    def key(self) -> str:
        return f"project:{self.id}"


class SigningVersion(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of the key that signs snippet tokens; `key` is encrypted with the ingest ring."""

    version: int
    key: str
    retired: bool = False


class KeySecret(msgspec.Struct, frozen=True, omit_defaults=True):
    """One secret of a key: its 32 bytes encrypted with the ingest ring.

    Counts until `valid_until`, Unix milliseconds, 0 = for as long as it is listed: a rotated secret
    stays beside its successor for a while.
    """

    secret: str
    valid_until: int = 0


class ApiKey(msgspec.Struct, frozen=True, tag_field="kind", tag="key", omit_defaults=True):
    """An API key as the collector needs it. `expires_at` is Unix milliseconds, 0 = never.

    Without `secrets` no server can send for it; without `rate_limit` it has its project's, else the
    collector's default.
    """

    id: str
    project_id: str
    public: str
    scopes: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    signing_versions: tuple[SigningVersion, ...] = ()
    revoked: bool = False
    expires_at: int = 0
    schema: int = 1
    secrets: tuple[KeySecret, ...] = ()
    rate_limit: RateLimit | None = None

    @property
    def key(self) -> str:
        return f"key:{self.id}"


class Snippet(msgspec.Struct, frozen=True, tag_field="kind", tag="snippet", omit_defaults=True):
    """One generated script, kept by its hash so that pinned addresses stay valid."""

    project_id: str
    sha256: str
    javascript: str
    schema: int = 1

    @property
    def key(self) -> str:
        return f"snippet:{self.project_id}:{self.sha256}"


class DefinitionVersion(
    msgspec.Struct, frozen=True, tag_field="kind", tag="definition", omit_defaults=True
):
    """One immutable version of a metric definition.

    In force from max(`effective_at`, append time + 5 s), rounded up to a window (metrics.md
    "Versions"); Unix milliseconds. `epoch` grows with labels, buckets, value, at resume after a pause, and
    at a reset: a version that differs in nothing else ends all series there are and frees their slots.
    """

    id: str
    project_id: str
    version: int
    epoch: int
    state: Literal["active", "paused", "deleted"]
    effective_at: int
    definition: Definition
    schema: int = 1

    @property
    def key(self) -> str:
        return f"definition:{self.id}:{self.version}"


class Quota(msgspec.Struct, frozen=True, tag_field="kind", tag="quota", omit_defaults=True):
    """Whether the project's quota of events for UTC day `day` (YYYY-MM-DD) is used up.

    Written by the aggregator that owns the project's partition, not by the outbox: `revision` is the end
    of its newest closed window in Unix milliseconds, or one more than what stands when no window closed
    since. Of no meaning on any other day.
    """

    project_id: str
    day: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    exceeded: bool = True
    schema: int = 1

    @property
    def key(self) -> str:
        return f"quota:{self.project_id}"


class Parking(msgspec.Struct, frozen=True, tag_field="kind", tag="parking", omit_defaults=True):
    """One decision to park a project, or to lift its parking: nothing of a parked project is counted,
    its events are rejected as `project_parked`.

    In force as a definition version is; the newest one in force answers. A lift also ends a parking
    that an owner began by itself, because an event could not be evaluated, before the lift was in force.
    """

    project_id: str
    version: int
    state: Literal["parked", "lifted"]
    effective_at: int
    by: str
    why: str
    schema: int = 1

    @property
    def key(self) -> str:
        return f"parking:{self.project_id}:{self.version}"


class Pins(msgspec.Struct, frozen=True, tag_field="kind", tag="pins", omit_defaults=True):
    """One version of the label sets of a definition that always have a slot (law 7), as a whole.

    Each names every label of the definition; org and project are its project's. In force as a
    definition version is.
    """

    definition: str
    project_id: str
    version: int
    effective_at: int
    label_sets: Annotated[tuple[dict[str, str], ...], msgspec.Meta(max_length=MAX_PINS)]
    schema: int = 1

    @property
    def key(self) -> str:
        return f"pins:{self.definition}:{self.version}"


class Skip(msgspec.Struct, frozen=True, tag_field="kind", tag="skip", omit_defaults=True):
    """One record of `beacons` that must be passed over as if it were not there, and who says why.

    For a record that stops its owner. It holds for every reader, whenever it was said, so it may only
    name an offset that no transaction has passed.
    """

    partition: int
    offset: int
    by: str
    why: str
    schema: int = 1

    @property
    def key(self) -> str:
        return f"skip:{self.partition}:{self.offset}"


Record = Project | ApiKey | Snippet | DefinitionVersion | Quota | Parking | Pins | Skip
