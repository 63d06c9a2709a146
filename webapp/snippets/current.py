"""Keeping a project's snippet current: what its definitions need, signed by its key."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from codegen import snippet as codegen
from schemas.definitions import Definition
from schemas.keyring import Keyring
from schemas.records import control
from schemas.tokens import TokenClaims, mint
from schemas.triggers import Trigger
from webapp.db.models import ApiKey, MetricDefinition, Project, Snippet
from webapp.outbox.publish import publish
from webapp.tenants.record import project_record

_VERSION_LENGTH: Final = 8


def endpoint(collector_url: str) -> str:
    """Where beacons go, for browsers."""
    return f"{collector_url.rstrip('/')}/api/v1/metrics"


def refresh(
    session: Session,
    project: Project,
    key: ApiKey,
    collector_url: str,
    ring: Keyring,
    now: datetime,
) -> bool:
    """Make `project`'s current script the one its definitions need; whether that changed anything.

    Same definitions, key and address: same bytes. Earlier scripts stay, pages may have pinned them.
    Raises codegen's NotGenerated, KeyringError.
    """
    made = generate(endpoint(collector_url), key, _triggers(session, project), ring)
    if made.sha256 == project.snippet_sha256:
        return False
    if not session.get(Snippet, (project.id, made.sha256)):
        row = Snippet(
            project_id=project.id, sha256=made.sha256, javascript=made.javascript, created_at=now
        )
        session.add(row)
        publish(session, control.Snippet(str(project.id), made.sha256, made.javascript))
    project.snippet_sha256 = made.sha256
    session.flush()
    publish(session, project_record(project))
    return True


def generate(
    address: str, key: ApiKey, triggers: Sequence[Trigger], ring: Keyring
) -> codegen.Snippet:
    """The script with a token by the key's newest signing version in use."""
    signing = [v for v in key.signing_versions if v.retired_at is None][-1]
    claims = TokenClaims(str(key.id), signing.version, _version(address, triggers))
    token = mint(claims, ring.decrypt(signing.encrypted_key))
    return codegen.snippet(address, token, triggers)


def _version(address: str, triggers: Sequence[Trigger]) -> str:
    """Names the script apart from its token: the same for every key, other after each change."""
    bare = codegen.snippet(address, "0", triggers)
    return sha256(bare.javascript.encode()).hexdigest()[:_VERSION_LENGTH]


def _triggers(session: Session, project: Project) -> list[Trigger]:
    living = select(MetricDefinition).where(
        MetricDefinition.project_id == project.id, MetricDefinition.deleted_at.is_(None)
    )
    metrics = session.scalars(living.order_by(MetricDefinition.name)).all()
    bodies = [msgspec.convert(metric.newest.body, Definition) for metric in metrics]
    return [trigger for body in bodies for trigger in body.triggers]
