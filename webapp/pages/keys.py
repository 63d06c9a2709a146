"""Who may send for a project? Its keys, and a new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.enforce import member
from webapp.db.engine import reading
from webapp.db.models import ApiKey, Project
from webapp.keys.asked import MAX_KEYS, KeyRefused, has_room, wanted
from webapp.keys.create import INGEST_SCOPES, create_key
from webapp.ledger.account import tenant_of
from webapp.ledger.of_key import used
from webapp.outbox.publish import publishing
from webapp.pages import frame, key_words
from webapp.pages.form import Form
from webapp.parts import parts
from webapp.snippets.current import refresh

blueprint: Final = Blueprint("keys", __name__)

FULL: Final = f"This project has {MAX_KEYS} keys. Revoke one that nobody uses."


@blueprint.get("/projects/<project>/keys")
def listed(project: str) -> str:
    """All keys, the living ones first."""
    now = parts().clock()
    with reading(parts().engine) as session:
        query = select(ApiKey).where(ApiKey.project_id == member().project_id)
        found = sorted(
            session.scalars(query), key=lambda key: (key.revoked_at is not None, key.created_at)
        )
        rows = [(key, key_words.stands(session, key, now)) for key in found]
        return frame.render("pages/keys/list.html", "Keys", rows=rows, words=key_words.WORDS)


@blueprint.get("/projects/<project>/keys/new")
def new(project: str) -> str:
    """What is the key for?"""
    return _form(Form())


@blueprint.post("/projects/<project>/keys")
def create(project: str) -> ResponseReturnValue:
    """Make the key and show its secret, once."""
    now = parts().clock()
    try:
        asked = wanted(request.form, request.form.getlist("scopes"), now)
        with changing(member().project_id) as (session, owner):
            if not has_room(session, owner.id):
                raise KeyRefused({"": FULL})
            key, secret = create_key(session, owner, asked, parts().ring, now)
            onward = f"/projects/{project}/keys/{key.id}"
            shown = {"key": {"name": key.name, "public": key.public}, "secret": secret.reveal()}
    except KeyRefused as refused:
        return make_response(_form(Form(request.form, refused.faults)), 422)
    return make_response(render_template("pages/secret.html", onward=onward, **shown), 201)


@blueprint.get("/projects/<project>/keys/<uuid:key_id>")
def shown(project: str, key_id: UUID) -> str:
    """What may this key do?"""
    return page(key_id, Form())


@blueprint.get("/projects/<project>/keys/<uuid:key_id>/state.json")
def state(project: str, key_id: UUID) -> ResponseReturnValue:
    """Where the key stands; the page asks until nothing is pending."""
    with reading(parts().engine) as session:
        stands = key_words.stands(session, key_of(session, key_id), parts().clock())
    return jsonify(words=stands.words, tone=stands.tone, pending=stands.is_pending)


def page(key_id: UUID, form: Form) -> str:
    """The page of one key; `form` holds its origins as typed when they are to be mended."""
    now = parts().clock()
    with reading(parts().engine) as session:
        tenant = tenant_of(session, member().project_id)
    # Not within a transaction: Prometheus may take its time.
    books = used(parts().prometheus, tenant, str(key_id), now)
    with reading(parts().engine) as session:
        key = key_of(session, key_id)
        owner = session.get_one(Project, key.project_id)
        return frame.render(
            "pages/keys/key.html",
            "Keys",
            key=key,
            used=books,
            stands=key_words.stands(session, key, now),
            versions=list(key_words.versions(key)),
            older=[s for s in key.secrets[:-1] if s.valid_until and s.valid_until > now],
            heir=key_words.heir(session, owner, key, now),
            words=key_words.WORDS,
            overlaps=key_words.OVERLAPS,
            form=form,
            done=request.args.get("done", ""),
        )


def key_of(session: Session, key_id: UUID) -> ApiKey:
    """The key, if it is one of the project's; 404 otherwise."""
    key = session.get(ApiKey, key_id)
    if key is None or key.project_id != member().project_id:
        abort(404)
    return key


@contextmanager
def changing(project_id: UUID) -> Iterator[tuple[Session, Project]]:
    """A transaction that changes keys of the project; its script follows in the same one."""
    wired = parts()
    with publishing(wired.engine) as session:
        owner = session.get_one(Project, project_id)
        yield session, owner
        refresh(session, owner, wired.settings.collector_url, wired.ring, wired.clock())


def _form(form: Form) -> str:
    return frame.render(
        "pages/keys/new.html",
        "Keys",
        form=form,
        scopes=key_words.SCOPES,
        chosen=form.chosen("scopes", INGEST_SCOPES),
    )
