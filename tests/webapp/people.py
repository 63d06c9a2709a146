"""People with a sign-in and a part in a project, as rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine, update

from webapp.access.roles import Role
from webapp.db.engine import writing
from webapp.db.models import Membership, Project, SignIn, User
from webapp.live.stream import Viewer


@dataclass(frozen=True)
class Someone:
    """A signed-in person by the ids of their rows."""

    user: UUID
    session: UUID

    def viewer(self, project: Project) -> Viewer:
        return Viewer(self.user, self.session, project.id)


def someone(engine: Engine, project: Project | None = None, role: Role = Role.EDITOR) -> Someone:
    """A person who signed in just now; a member of the project's organization with that role."""
    now = datetime.now(UTC)
    with writing(engine) as session:
        user = User(
            email=f"{uuid4().hex}@shop.test",
            name="",
            password_hash="",
            is_operator=False,
            created_at=now,
        )
        session.add(user)
        session.flush()
        row = SignIn(
            user_id=user.id, kind="web", created_at=now, expires_at=now + timedelta(hours=1)
        )
        session.add(row)
        if project is not None:
            part = Membership(
                organization_id=project.organization_id,
                user_id=user.id,
                role=role.name.lower(),
                created_at=now,
            )
            session.add(part)
        session.flush()
        return Someone(user.id, row.id)


def sign_out(engine: Engine, one: Someone) -> None:
    with writing(engine) as session:
        ended = update(SignIn).where(SignIn.id == one.session)
        session.execute(ended.values(ended_at=datetime.now(UTC)))


def expel(engine: Engine, one: Someone, role: Role | None = None) -> None:
    """Take the person's part in every organization, or change it to `role`."""
    with writing(engine) as session:
        for part in session.query(Membership).filter_by(user_id=one.user):
            if role is None:
                session.delete(part)
            else:
                part.role = role.name.lower()
