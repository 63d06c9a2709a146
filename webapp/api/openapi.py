"""`python -m webapp openapi`: print the API's document; docs/openapi.json is what it prints."""

import sys
from collections.abc import Mapping

from schemas.keyring import new_key
from schemas.process.settings import Secret, read
from webapp.api.install import dumped
from webapp.app import create_app
from webapp.parts import build
from webapp.settings import DatabaseSettings, WebSettings


def run(environ: Mapping[str, str]) -> None:
    """Print it as an installation with default settings answers it; no database is asked."""
    sys.stdout.write(printed())


def printed() -> str:
    """The document for the default addresses."""
    rings = {"TALLY_INGEST_KEYS": new_key(), "TALLY_APP_KEYS": new_key()}
    wired = build(read(WebSettings, rings), DatabaseSettings(Secret("sqlite://")))
    app = create_app(wired)
    with app.app_context():
        return dumped()
