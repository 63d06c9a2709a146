"""`python -m webapp canary`: make the canary's projects and print its keys, for TALLY_CANARY_KEYS."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from schemas.keyring import Keyring, KeyringError
from schemas.process import log
from schemas.process.common import CommonSettings
from schemas.process.errors import Stop
from schemas.process.settings import read
from webapp.db.readiness import at_this_release
from webapp.outbox.publish import publishing
from webapp.seed.canary import plant_canary
from webapp.settings import CanaryKeysSettings, DatabaseSettings
from webapp.tenants.create import SlugTaken


def run(environ: Mapping[str, str]) -> None:
    """Print the same keys each time. Raises SettingError, Stop."""
    common, own = read(CommonSettings, environ), read(CanaryKeysSettings, environ)
    log.configure("canary-keys", common.log_level)
    ring = Keyring(own.ingest_keys, "TALLY_INGEST_KEYS")
    url = read(DatabaseSettings, environ).database_url.reveal()
    try:
        with at_this_release(url) as engine, publishing(engine) as session:
            keys = list(plant_canary(session, common.partitions, ring, datetime.now(UTC)))
    except SlugTaken as taken:
        raise Stop(f"somebody has the name {taken}") from taken
    except KeyringError as error:
        raise Stop(f"the canary's keys cannot be read: {error}") from error
    sys.stdout.write(json.dumps(keys) + "\n")
