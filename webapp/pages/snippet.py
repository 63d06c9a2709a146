"""How do I put it on my pages? The script in its forms, what it collects and where it goes."""

from typing import Final

from flask import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.enforce import member
from webapp.access.roles import Role
from webapp.db.engine import reading
from webapp.db.models import ApiKey, Project
from webapp.definitions.rules import body_of, living
from webapp.pages import frame
from webapp.parts import parts
from webapp.snippets.current import endpoint
from webapp.snippets.forms import forms_of
from webapp.snippets.words import collects

blueprint: Final = Blueprint("snippet", __name__)

_SERVER: Final = """\
curl {address} \\
  -H "Authorization: Bearer $TALLY_KEY.$TALLY_SECRET" -H "Content-Type: application/json" \\
  -d '{{"id":"order-10482-0123456789abc","events":[{{"name":"order_paid","value":12.5}}]}}'"""


@blueprint.get("/projects/<project>/snippet")
def snippet(project: str) -> str:
    """The current script; without one, the step that makes one."""
    collector = parts().settings.collector_url
    with reading(parts().engine) as session:
        owner = session.get_one(Project, member().project_id)
        triggers = [t for metric in living(session, owner) for t in body_of(metric).triggers]
        return frame.render(
            "pages/snippet.html",
            "Snippet",
            forms=forms_of(session, project, collector),
            collects=collects(triggers),
            without_origin=_without_origin(session, owner),
            is_admin=member().role >= Role.ADMIN,
            server=_SERVER.format(address=endpoint(collector)),
        )


def _without_origin(session: Session, project: Project) -> ApiKey | None:
    """A key that pages could use if it allowed an origin: the shortest way to a script."""
    now = parts().clock()
    keys = session.scalars(
        select(ApiKey)
        .where(ApiKey.project_id == project.id, ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.created_at)
    )
    return next(
        (
            k
            for k in keys
            if "ingest:browser" in k.scopes and not (k.expires_at and k.expires_at <= now)
        ),
        None,
    )
