"""The demo's owner signs in with the password of the run's folder, whatever happened before."""

import pytest
from sqlalchemy import Engine, select

from schemas.process.settings import Secret
from tests.webapp.rows import NOON
from tests.webapp.wired import RING
from webapp.accounts.sign_in import WrongCredentials, sign_in
from webapp.db.engine import reading
from webapp.db.models import Membership, Organization
from webapp.outbox.publish import publishing
from webapp.seed import demo
from webapp.seed.owner import owner
from webapp.seed.plant import plant

EMAIL = "demo@example.test"


def _seed(engine: Engine, password: str) -> list[str]:
    account = owner(engine, EMAIL, Secret(password))
    with publishing(engine) as session:
        found = plant(session, "http://127.0.0.1:1", ("http://127.0.0.1:2",), RING, NOON, account)
        return [line for line in found if EMAIL in line]


def test_the_owner_is_made_once_and_may_do_everything_in_the_demo(engine: Engine) -> None:
    assert _seed(engine, "first password") == [f"owner {EMAIL}"]
    assert _seed(engine, "first password") == []
    user, _ = sign_in(engine, EMAIL, "first password", "web", NOON)
    with reading(engine) as session:
        membership = session.scalars(select(Membership)).one()
        organization = session.get_one(Organization, membership.organization_id)
        assert (membership.user_id, membership.role) == (user.id, "owner")
        assert organization.slug == demo.ORGANIZATION


def test_another_password_in_the_folder_counts_from_then_on(engine: Engine) -> None:
    _seed(engine, "first password")
    assert _seed(engine, "second password") == [f"password of {EMAIL}"]
    sign_in(engine, EMAIL, "second password", "web", NOON)
    with pytest.raises(WrongCredentials):
        sign_in(engine, EMAIL, "first password", "web", NOON)
