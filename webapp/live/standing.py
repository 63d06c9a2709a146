"""Who may watch: a living sign-in of somebody who still is an editor of the project."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from webapp.access.roles import Role
from webapp.db.models import Membership, Project, SignIn
from webapp.live.stream import Viewer

LEAST: Final = Role.EDITOR
_ROLES: Final = tuple(role.name.lower() for role in Role if role >= LEAST)


def standing(session: Session, viewers: Collection[Viewer], now: datetime) -> set[Viewer]:
    """Those of the viewers who may watch now; one query."""
    pairs = {(viewer.session, viewer.project) for viewer in viewers}
    found = session.execute(
        select(SignIn.user_id, SignIn.id, Project.id)
        .join(Membership, Membership.user_id == SignIn.user_id)
        .join(Project, Project.organization_id == Membership.organization_id)
        .where(
            tuple_(SignIn.id, Project.id).in_(pairs),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            Membership.role.in_(_ROLES),
        )
    )
    return {Viewer(*row) for row in found}
