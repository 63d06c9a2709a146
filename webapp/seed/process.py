"""`python -m webapp seed`: the demo of the local run; a second call changes nothing."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from codegen.snippet import NotGenerated
from schemas.keyring import Keyring, KeyringError
from schemas.process import log
from schemas.process.common import CommonSettings
from schemas.process.errors import Stop
from schemas.process.settings import read
from webapp.db.readiness import at_this_release
from webapp.outbox.publish import publishing
from webapp.seed.owner import owner
from webapp.seed.plant import plant
from webapp.settings import DatabaseSettings, SeedSettings

logger = logging.getLogger(__name__)


def run(environ: Mapping[str, str]) -> None:
    """Make the demo what this release and these settings want. Raises SettingError, Stop."""
    own, database = read(SeedSettings, environ), read(DatabaseSettings, environ)
    log.configure("seed", read(CommonSettings, environ).log_level)
    ring = Keyring(own.ingest_keys, "TALLY_INGEST_KEYS")
    origins = [origin.strip() for origin in own.origins.split(",") if origin.strip()]
    try:
        with at_this_release(database.database_url.reveal()) as engine:
            account = owner(engine, own.email, own.password) if own.password.reveal() else None
            with publishing(engine) as session:
                now = datetime.now(UTC)
                changes = list(plant(session, own.collector_url, origins, ring, now, account))
    except (NotGenerated, KeyringError) as error:
        raise Stop(f"no snippet: {error}") from error
    for change in changes or ["nothing"]:
        logger.info("changed: %s", change)
