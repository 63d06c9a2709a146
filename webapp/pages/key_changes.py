"""Changing one key: its origins, its secret, its signing versions, its end."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access.enforce import member
from webapp.keys.asked import origins_of
from webapp.keys.change import KeyRevoked, allow_origins, revoke, rotate
from webapp.keys.origins import OriginRefused
from webapp.keys.signing import (
    LastSigningVersion,
    NoSigningVersion,
    add_version,
    retire_version,
)
from webapp.pages.form import Form
from webapp.pages.key_words import OVERLAPS
from webapp.pages.keys import changing, key_of, page
from webapp.parts import parts

blueprint: Final = Blueprint("key_changes", __name__)

_KEY: Final = "/projects/<project>/keys/<uuid:key_id>"


@blueprint.post(f"{_KEY}/origins")
def origins(project: str, key_id: UUID) -> ResponseReturnValue:
    """Say whose pages may use the key."""
    try:
        allowed = origins_of(request.form.get("origins", ""))
    except OriginRefused as refused:
        return make_response(page(key_id, Form(request.form, {"origins": str(refused)})), 422)
    with changing(member().project_id) as (session, _):
        key = key_of(session, key_id)
        _refuse_revoked(key.revoked_at)
        allow_origins(session, key, allowed)
    return _back(project, key_id, "origins")


@blueprint.post(f"{_KEY}/rotate")
def secret(project: str, key_id: UUID) -> ResponseReturnValue:
    """A new secret, shown once; the old one counts on for as long as was chosen."""
    chosen = request.form.get("overlap", "")
    if chosen not in [seconds for seconds, _, _ in OVERLAPS]:
        abort(400)
    overlap, now = timedelta(seconds=int(chosen)), parts().clock()
    with changing(member().project_id) as (session, _):
        key = key_of(session, key_id)
        try:
            made = rotate(session, key, overlap, parts().ring, now)
        except KeyRevoked:
            abort(409)
        shown = {"name": key.name, "public": key.public}
    answer = render_template(
        "pages/secret.html",
        key=shown,
        secret=made.reveal(),
        until=now + overlap if overlap else None,
        onward=_address(project, key_id, "secret"),
    )
    return make_response(answer, 201)


@blueprint.post(f"{_KEY}/signing-versions")
def signing(project: str, key_id: UUID) -> ResponseReturnValue:
    """New scripts carry a token by a new signing key; the old ones stay valid."""
    with changing(member().project_id) as (session, _):
        key = key_of(session, key_id)
        _refuse_revoked(key.revoked_at)
        add_version(session, key, parts().ring, parts().clock())
    return _back(project, key_id, "signing")


@blueprint.post(f"{_KEY}/signing-versions/<int:version>/retire")
def retire(project: str, key_id: UUID, version: int) -> ResponseReturnValue:
    """Refuse the tokens of a version; the last one stays."""
    with changing(member().project_id) as (session, _):
        try:
            retire_version(session, key_of(session, key_id), version, parts().clock())
        except NoSigningVersion:
            abort(404)
        except LastSigningVersion:
            abort(409)
    return _back(project, key_id, "signing")


@blueprint.post(f"{_KEY}/revoke")
def end(project: str, key_id: UUID) -> ResponseReturnValue:
    """Refuse everything the key vouches for, for ever."""
    with changing(member().project_id) as (session, _):
        revoke(session, key_of(session, key_id), parts().clock())
    return redirect(f"/projects/{project}/keys/{key_id}", 303)


def _refuse_revoked(revoked_at: object) -> None:
    if revoked_at is not None:
        abort(409)


def _back(project: str, key_id: UUID, done: str) -> ResponseReturnValue:
    return redirect(_address(project, key_id, done), 303)


def _address(project: str, key_id: UUID, done: str) -> str:
    """The key's page, saying at part `done` what was done there."""
    return f"/projects/{project}/keys/{key_id}?done={done}#{done}"
