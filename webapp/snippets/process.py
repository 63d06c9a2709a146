"""`python -m webapp snippets`: after an upgrade, or when the collector moved, every project's script anew."""

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
from webapp.settings import DatabaseSettings, SnippetsSettings
from webapp.snippets.renew import renew

logger = logging.getLogger(__name__)


def run(environ: Mapping[str, str]) -> None:
    """Renew them and say whose changed; a second call changes nothing. Raises SettingError, Stop."""
    own, database = read(SnippetsSettings, environ), read(DatabaseSettings, environ)
    log.configure("snippets", read(CommonSettings, environ).log_level)
    ring = Keyring(own.ingest_keys, "TALLY_INGEST_KEYS")
    try:
        with at_this_release(database.database_url.reveal()) as engine:
            for slug in renew(engine, own.collector_url, ring, datetime.now(UTC)):
                logger.info("changed: the script of %s", slug)
    except (NotGenerated, KeyringError) as error:
        raise Stop(f"no snippet: {error}") from error
