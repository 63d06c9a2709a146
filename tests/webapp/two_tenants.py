"""Two organizations with a project each, and the people around the first one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from schemas.definitions import Definition
from schemas.triggers import Custom, PageView
from tests.webapp.sparing import HASH
from tests.webapp.wired import RING, now
from webapp.accounts.sign_up import Application, SignedUp, create_user, sign_up
from webapp.db.models import Membership
from webapp.definitions.versions import create_definition
from webapp.keys.create import Wanted, create_key
from webapp.keys.signing import add_version
from webapp.outbox.publish import publishing
from webapp.snippets.current import refresh

# Who is in which organization: of A one with each role, B's owner, and somebody in none.
ROLES_OF_A = ("viewer", "editor", "admin")
COLLECTOR = "http://127.0.0.1:8001"


@dataclass(frozen=True)
class Tenant:
    """Ids of what an organization has. The doomed ones are for what ends things."""

    organization: UUID
    project: UUID
    slug: str
    key: UUID
    doomed_key: UUID
    secret: str
    metric: UUID
    metric_name: str
    doomed_metric: UUID

    def ids(self) -> set[str]:
        """What marks a row as this tenant's."""
        found = (self.organization, self.project, self.key, self.metric, self.doomed_key)
        return {str(it) for it in (*found, self.doomed_metric)}


def two_tenants(engine: Engine) -> tuple[Tenant, Tenant]:
    """A and B; everybody's password is `PASSWORD` and address their name at their site."""
    with publishing(engine) as session:
        a, b = _tenant(session, "a", now()), _tenant(session, "b", now())
        for role in ROLES_OF_A:
            user = create_user(session, Application(f"{role}@a.test", HASH), now())
            member = {"organization_id": a.organization, "user_id": user.id}
            session.add(Membership(**member, role=role, created_at=now()))
        create_user(session, Application("stranger@nowhere.test", HASH), now())
    return a, b


def _tenant(session: Session, name: str, at: datetime) -> Tenant:
    site = f"https://shop-{name}.test"
    wanted = Application(f"owner@{name}.test", HASH, organization=name, origin=site)
    made = sign_up(session, wanted, RING, at)
    add_version(session, made.key, RING, at)
    doomed, _ = create_key(session, made.project, Wanted("Doomed"), RING, at)
    metrics = [
        create_definition(session, made.project, definition, at).id
        for definition in (
            Definition(f"views_{name}_total", "counter", "", (PageView(),)),
            Definition(f"doomed_{name}_total", "counter", "", (Custom("doomed"),)),
        )
    ]
    refresh(session, made.project, COLLECTOR, RING, at)
    return _ids(made, doomed.id, f"views_{name}_total", metrics)


def _ids(made: SignedUp, doomed: UUID, name: str, metrics: list[UUID]) -> Tenant:
    return Tenant(
        organization=made.organization.id,
        project=made.project.id,
        slug=made.project.slug,
        key=made.key.id,
        doomed_key=doomed,
        secret=made.secret.reveal(),
        metric=metrics[0],
        metric_name=name,
        doomed_metric=metrics[1],
    )
