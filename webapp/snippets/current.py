"""Keeping a project's snippet current: what its definitions and settings need, signed by its key."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from codegen import snippet as codegen
from codegen.snippet import Options
from schemas.keyring import Keyring
from schemas.records import control
from schemas.tokens import TokenClaims, mint
from schemas.triggers import Trigger
from webapp.db.models import ApiKey, Project, Snippet
from webapp.definitions.rules import body_of, living
from webapp.keys.signing import in_use
from webapp.outbox.publish import publish
from webapp.tenants.record import project_record

_VERSION_LENGTH: Final = 8


def endpoint(collector_url: str) -> str:
    """Where beacons go, for browsers."""
    return f"{collector_url.rstrip('/')}/api/v1/metrics"


def refresh(
    session: Session, project: Project, collector_url: str, ring: Keyring, now: datetime
) -> bool:
    """Make `project`'s current script the one it needs; whether that changed anything.

    Same definitions, settings, key and address: same bytes. Earlier scripts stay, pages may have pinned them.
    Without a key that pages may use there is no current script. Raises codegen's NotGenerated,
    KeyringError.
    """
    key = snippet_key(session, project, now)
    address, triggers = endpoint(collector_url), _triggers(session, project)
    made = generate(address, project, key, triggers, ring) if key else None
    if (made.sha256 if made else None) == project.snippet_sha256:
        return False
    if made and not session.get(Snippet, (project.id, made.sha256)):
        row = Snippet(
            project_id=project.id, sha256=made.sha256, javascript=made.javascript, created_at=now
        )
        session.add(row)
        publish(session, control.Snippet(str(project.id), made.sha256, made.javascript))
    project.snippet_sha256 = made.sha256 if made else None
    session.flush()
    publish(session, project_record(project))
    return True


def snippet_key(
    session: Session, project: Project, now: datetime, besides: ApiKey | None = None
) -> ApiKey | None:
    """Whose token the project's script carries: of the living keys that pages may use the one that
    expires last, and of several such the oldest. So no script outlives its key while another is there.

    Without `besides`, if given: who would follow it.
    """
    living = select(ApiKey).where(ApiKey.project_id == project.id, ApiKey.revoked_at.is_(None))
    ends = ApiKey.expires_at.is_not(None)
    last = living.order_by(ends, ApiKey.expires_at.desc(), ApiKey.created_at, ApiKey.public)
    for key in session.scalars(last):
        expired = key.expires_at is not None and key.expires_at <= now
        usable = "ingest:browser" in key.scopes and key.allowed_origins
        if usable and not expired and key is not besides:
            return key
    return None


def generate(
    address: str, project: Project, key: ApiKey, triggers: Sequence[Trigger], ring: Keyring
) -> codegen.Snippet:
    """A script of the project, with a token by the key's newest signing version in use."""
    options = Options(gpc=project.gpc)
    signing = in_use(key)[-1]
    claims = TokenClaims(str(key.id), signing.version, _version(address, triggers, options))
    token = mint(claims, ring.decrypt(signing.encrypted_key))
    return codegen.snippet(address, token, triggers, options)


def _version(address: str, triggers: Sequence[Trigger], options: Options) -> str:
    """Names the script apart from its token: the same for every key, other after each change."""
    bare = codegen.snippet(address, "0", triggers, options)
    return sha256(bare.javascript.encode()).hexdigest()[:_VERSION_LENGTH]


def _triggers(session: Session, project: Project) -> list[Trigger]:
    bodies = [body_of(metric) for metric in living(session, project)]
    return [trigger for body in bodies for trigger in body.triggers]
