"""Whether the database answers and stands at this release."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from schemas.process.errors import Stop
from webapp.db.engine import make_engine
from webapp.db.migrate import current, head


def faults(engine: Engine) -> list[str]:
    """What is missing, one line each; empty when the database can be used. Asks the database."""
    try:
        with engine.connect() as connection:
            stands = current(connection)
    except DBAPIError as error:
        return [f"database: {str(error.orig).splitlines()[0]}"]
    if stands == head():
        return []
    return [
        f"migrations: the database stands at {stands or 'nothing'}, this release needs {head()}: "
        "run `python -m webapp migrate`"
    ]


@contextmanager
def at_this_release(url: str) -> Iterator[Engine]:
    """For commands that end by themselves: an engine, disposed of. Raises Stop with what is missing."""
    engine = make_engine(url)
    try:
        for fault in faults(engine):
            raise Stop(fault)
        yield engine
    finally:
        engine.dispose()
