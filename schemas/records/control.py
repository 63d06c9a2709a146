"""Topic `control`: what collector and aggregator must know of the database.

Key `kind:id[:version]`. Every record, tombstones included, carries the header `revision` (the outbox
row's number, decimal); readers ignore a revision lower than or equal to the one they hold for the key.
"""

from typing import Annotated, Final, Literal

import msgspec

from schemas.definitions import Definition

REVISION_HEADER: Final = "revision"


class Project(msgspec.Struct, frozen=True, tag_field="kind", tag="project", omit_defaults=True):
    """A website or app. Slugs are globally unique, immutable and never reissued.

    `snippet_sha256` is the script that `/s/<slug>.js` answers with at the moment. `gpc` is what becomes
    of a beacon whose visitor asks not to be tracked (Global Privacy Control, Do Not Track): taken without
    a visitor hash, or refused.
    """

    id: str
    organization_id: str
    org: str
    project: str
    alias: str = ""
    snippet_sha256: str = ""
    schema: int = 1
    gpc: Literal["no_visitor", "refuse"] = "no_visitor"

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


class RateLimit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A key's own token bucket: events a second on average, `burst` at once."""

    events_per_second: Annotated[float, msgspec.Meta(gt=0, le=1e9)]
    burst: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]


class ApiKey(msgspec.Struct, frozen=True, tag_field="kind", tag="key", omit_defaults=True):
    """An API key as the collector needs it. `expires_at` is Unix milliseconds, 0 = never.

    Without `secrets` no server can send for it; without `rate_limit` it has the collector's default.
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
    "Versions"); Unix milliseconds. `epoch` grows with labels, buckets, value and at resume after a pause.
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
    of its window in Unix milliseconds. Of no meaning on any other day.
    """

    project_id: str
    day: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    exceeded: bool = True
    schema: int = 1

    @property
    def key(self) -> str:
        return f"quota:{self.project_id}"


Record = Project | ApiKey | Snippet | DefinitionVersion | Quota
