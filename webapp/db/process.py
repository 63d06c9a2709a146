"""`python -m webapp migrate`: bring the database to this release."""

import logging
from collections.abc import Mapping

from sqlalchemy.exc import OperationalError

from schemas.process import log
from schemas.process.common import CommonSettings
from schemas.process.errors import Stop
from schemas.process.settings import read
from webapp.db.migrate import migrate
from webapp.settings import DatabaseSettings

logger = logging.getLogger(__name__)


def run(environ: Mapping[str, str]) -> None:
    """Migrate and say from where to where. Raises SettingError, Stop."""
    log.configure("migrate", read(CommonSettings, environ).log_level)
    try:
        before, after = migrate(read(DatabaseSettings, environ).database_url.reveal())
    except OperationalError as error:
        raise Stop(f"the database does not answer: {str(error.orig).splitlines()[0]}") from error
    if before == after:
        logger.info("the database stands at %s already", after)
    else:
        logger.info("the database was brought from %s to %s", before or "nothing", after)
