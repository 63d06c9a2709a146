"""Topic `control`: what collector and aggregator must know of the database.

Key `kind:id[:version]`. Every record, tombstones included, carries the header `revision` (the outbox
row's number, decimal); readers ignore a revision lower than or equal to the one they hold for the key.
"""

from typing import Final, Literal

import msgspec

from schemas.definitions import Definition

REVISION_HEADER: Final = "revision"


class Project(msgspec.Struct, frozen=True, tag_field="kind", tag="project", omit_defaults=True):
    """A website or app. Slugs are globally unique, immutable and never reissued.

    `snippet_sha256` is the script that `/s/<slug>.js` answers with at the moment.
    """

    id: str
    organization_id: str
    org: str
    project: str
    alias: str = ""
    snippet_sha256: str = ""
    schema: int = 1

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

    Without `secrets` no server can send for it.
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


Record = Project | ApiKey | Snippet | DefinitionVersion
