"""A new key is published with what the collector verifies by, and its secret stands nowhere in plain."""

import msgspec
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Engine, select

from schemas.keyring import Keyring, new_key
from schemas.process.settings import Secret
from schemas.records import control
from schemas.signatures import secret_key
from tests.webapp.rows import NOON, a_project
from webapp.db.engine import make_engine, reading
from webapp.db.migrate import configuration, head, migrate
from webapp.db.models import ApiKey
from webapp.keys.create import Wanted, create_key
from webapp.keys.record import key_record
from webapp.outbox import rows
from webapp.outbox.publish import publishing

RING = Keyring(Secret(new_key()), "TALLY_INGEST_KEYS")


def test_the_secret_is_published_encrypted_and_stored_only_so(engine: Engine) -> None:
    project = a_project(engine)
    with publishing(engine) as session:
        _, secret = create_key(session, project, Wanted("Server"), RING, NOON)
    (row,) = rows.waiting(engine)
    record = msgspec.json.decode(row.value or b"", type=control.Record)
    assert isinstance(record, control.ApiKey)
    (kept,) = record.secrets
    assert (RING.decrypt(kept.secret), kept.valid_until) == (secret_key(secret.reveal()), 0)
    with engine.connect() as connection:
        columns = connection.execute(sa.text("SELECT * FROM api_keys")).one()
    shown = f"{row.value!r}{tuple(columns)}"
    assert secret.reveal().removeprefix("whsec_") not in shown


def test_a_key_from_before_has_no_server_credential_and_keeps_its_pages(
    empty_database: str,
) -> None:
    engine = make_engine(empty_database)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            command.upgrade(configuration(connection), "0001")
            for statement in _OLDER:
                connection.execute(sa.text(statement))
        assert migrate(empty_database) == ("0001", head())
        with reading(engine) as session:
            key = session.scalars(select(ApiKey)).one()
            record = key_record(key)
    finally:
        engine.dispose()
    assert (record.public, record.secrets) == ("tlk_older", ())
    assert [version.key for version in record.signing_versions] == ["gAAAA"]


_ID = "0" * 31 + "1"
_OLDER = (
    f"INSERT INTO organizations VALUES ('{_ID}', 'acme', 'Acme', '2026-11-23 12:00:00')",
    "INSERT INTO projects (id, organization_id, slug, alias, name, created_at)"
    f" VALUES ('{_ID}', '{_ID}', 'shop', 'qwerty', 'Shop', '2026-11-23 12:00:00')",
    "INSERT INTO api_keys (id, project_id, name, public, secret_hash, scopes, allowed_origins, created_at)"
    f" VALUES ('{_ID}', '{_ID}', 'Key', 'tlk_older', '5f', '[]', '[]', '2026-11-23 12:00:00')",
    "INSERT INTO signing_versions (api_key_id, version, encrypted_key, created_at)"
    f" VALUES ('{_ID}', 1, 'gAAAA', '2026-11-23 12:00:00')",
)
