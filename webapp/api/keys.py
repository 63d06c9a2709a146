"""apikeys/*: keys, their secrets and signing versions. Who asks is an admin of the key's project."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.enforce import member
from webapp.api.blueprint import Blueprint, OfProject, Paging, fails, page_of
from webapp.api.bodies import keys as bodies
from webapp.api.changing import changing
from webapp.db.engine import reading
from webapp.db.models import ApiKey, SigningVersion
from webapp.keys.asked import MAX_KEYS, has_room
from webapp.keys.change import change, revoke, rotate
from webapp.keys.create import RateLimit, Wanted, create_key
from webapp.keys.signing import add_version, retire_version
from webapp.keys.state import is_pending, state_of
from webapp.parts import parts
from webapp.problems import FieldError, problem

blueprint: Final = Blueprint("apikeys", __name__, description="API keys of a project")


@blueprint.get("")
@blueprint.arguments(OfProject, location="query")
@blueprint.response(200, bodies.Keys)
def list_keys(asked: dict[str, Any]) -> Any:
    """The project's keys, oldest first, revoked ones too."""
    query = select(ApiKey).where(ApiKey.project_id == member().project_id)
    with reading(parts().engine) as session:
        return page_of(
            session,
            query.order_by(ApiKey.created_at, ApiKey.public),
            asked,
            lambda key: shown(session, key),
        )


@blueprint.post("")
@blueprint.arguments(bodies.KeyWanted)
@blueprint.response(201, bodies.KeyWithSecret)
@fails(409, "The project has as many keys as it may (`too_many`).")
def make_key(given: dict[str, Any]) -> Any:
    """Make a key; its secret is in this answer alone."""
    wired = parts()
    if _is_over(given):
        return _past()
    with changing() as (session, project):
        if not has_room(session, project.id):
            return problem(409, f"Revoke one of the {MAX_KEYS} keys first.", "too_many")
        key, secret = create_key(session, project, _wanted(given), wired.ring, wired.clock())
        return {**shown(session, key), "secret": secret.reveal()}


@blueprint.get("/<uuid:key_id>")
@blueprint.response(200, bodies.Key)
def show_key(key_id: UUID) -> Any:
    """One key: `revoking` until the collectors can know that it is revoked."""
    with reading(parts().engine) as session:
        return shown(session, session.get_one(ApiKey, key_id))


@blueprint.patch("/<uuid:key_id>")
@blueprint.arguments(bodies.KeyChange)
@blueprint.response(200, bodies.Key)
@fails(409, "The key is revoked (`key_revoked`).")
def change_key(given: dict[str, Any], key_id: UUID) -> Any:
    """Change what a key is called and allows; what is left out stays."""
    if _is_over(given):
        return _past()
    with changing() as (session, _):
        key = session.get_one(ApiKey, key_id)
        now = {name: getattr(key, name) for name in bodies.KeyChange().fields}
        change(session, key, _wanted({**now, **given}))
        return shown(session, key)


@blueprint.delete("/<uuid:key_id>")
@blueprint.response(200, bodies.Key)
def revoke_key(key_id: UUID) -> Any:
    """Revoke a key for good: collectors refuse it within 2 s of this answer."""
    with changing() as (session, _):
        key = session.get_one(ApiKey, key_id)
        revoke(session, key, parts().clock())
        return shown(session, key)


@blueprint.post("/<uuid:key_id>/rotate")
@blueprint.arguments(bodies.Rotation)
@blueprint.response(200, bodies.KeyWithSecret)
@fails(409, "The key is revoked (`key_revoked`).")
def rotate_secret(given: dict[str, int], key_id: UUID) -> Any:
    """A new secret, in this answer alone; the one before counts for the overlap. Pages notice nothing."""
    wired, overlap = parts(), timedelta(seconds=given["overlap_seconds"])
    with changing() as (session, _):
        key = session.get_one(ApiKey, key_id)
        secret = rotate(session, key, overlap, wired.ring, wired.clock())
        return {**shown(session, key), "secret": secret.reveal()}


@blueprint.get("/<uuid:key_id>/signing-versions")
@blueprint.arguments(Paging, location="query")
@blueprint.response(200, bodies.SigningVersions)
def list_signing_versions(asked: dict[str, Any], key_id: UUID) -> Any:
    """The versions that sign what pages carry, oldest first, retired ones too."""
    query = select(SigningVersion).where(SigningVersion.api_key_id == key_id)
    with reading(parts().engine) as session:
        return page_of(session, query.order_by(SigningVersion.version), asked, _version)


@blueprint.post("/<uuid:key_id>/signing-versions")
@blueprint.response(201, bodies.SigningVersion)
@fails(409, "The key is revoked (`key_revoked`), or has as many in use as it may (`too_many`).")
def add_signing_version(key_id: UUID) -> Any:
    """Sign the project's snippet anew; pages with the one before go on counting until it is retired."""
    wired = parts()
    with changing() as (session, _):
        key = session.get_one(ApiKey, key_id)
        return _version(add_version(session, key, wired.ring, wired.clock()))


@blueprint.delete("/<uuid:key_id>/signing-versions/<int:number>")
@blueprint.response(204)
@fails(409, "It is the last one in use (`last_signing_version`): add one first.")
def retire_signing_version(key_id: UUID, number: int) -> ResponseReturnValue:
    """Refuse pages whose snippet this version signed."""
    with changing() as (session, _):
        key = session.get_one(ApiKey, key_id)
        retire_version(session, key, number, parts().clock())
    return "", 204


def shown(session: Session, key: ApiKey) -> dict[str, Any]:
    """A key as the API shows it, without anything secret."""
    return {
        "id": key.id,
        "project_id": key.project_id,
        "name": key.name,
        "key": key.public,
        "scopes": key.scopes,
        "allowed_origins": key.allowed_origins,
        "rate_limit": key.rate_limit,
        "state": state_of(session, key, parts().clock()),
        "pending": is_pending(session, key),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
    }


def _version(version: SigningVersion) -> dict[str, Any]:
    return {
        "version": version.version,
        "created_at": version.created_at,
        "retired_at": version.retired_at,
    }


def _wanted(given: dict[str, Any]) -> Wanted:
    limit = given["rate_limit"]
    return Wanted(
        given["name"],
        scopes=list(dict.fromkeys(given["scopes"])),
        origins=given["allowed_origins"],
        rate_limit=RateLimit(**limit) if limit else None,
        expires_at=given["expires_at"],
    )


def _is_over(given: dict[str, Any]) -> bool:
    expires_at = given.get("expires_at")
    return expires_at is not None and expires_at <= parts().clock()


def _past() -> Any:
    return problem(422, "", errors=[FieldError("expires_at", "Give a time that is to come.")])
