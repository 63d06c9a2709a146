"""From what an owner typed about a key to what is made of it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.db.models import ApiKey
from webapp.keys.create import SCOPES, RateLimit, Wanted
from webapp.keys.origins import MAX_ORIGINS, OriginRefused, origin_of

MAX_NAME: Final = 200
MAX_RATE: Final = 100_000
# What collectors keep in memory for one project is bounded; revoked keys do not count.
MAX_KEYS: Final = 50
_LONGEST: Final = timedelta(days=3_653)
_Read = TypeVar("_Read")


class KeyRefused(Exception):
    """Reject: `faults` says by field what the author should mend."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


def wanted(given: Mapping[str, str], scopes: Collection[str], now: datetime) -> Wanted:
    """The key of a form's `name`, `origins` (one a line), `expires` (a day), `rate` and `burst`.

    Raises KeyRefused.
    """
    reading = _Reading()
    name = given.get("name", "").strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        reading.faults["name"] = f"Give a name of at most {MAX_NAME} printable characters."
    chosen = [scope for scope in SCOPES if scope in scopes]
    if not chosen:
        reading.faults["scopes"] = "Choose at least one."
    origins = reading("origins", origins_of, given.get("origins", ""))
    expires = reading("expires", lambda text: _expiry(text, now), given.get("expires", ""))
    burst = given.get("burst", "").strip()
    limit = reading("rate", lambda text: rate_of(text, burst), given.get("rate", ""))
    if reading.faults:
        raise KeyRefused(reading.faults)
    return Wanted(name, chosen, origins or (), limit, expires)


def origins_of(text: str) -> list[str]:
    """The origins on the lines of `text`, each once. Raises OriginRefused naming the line."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_ORIGINS:
        raise OriginRefused(f"At most {MAX_ORIGINS} origins, one a line.")
    return list(dict.fromkeys(_origins(lines)))


def rate_of(rate: str, burst: str) -> RateLimit | None:
    """Without a rate the installation's limit counts; without a burst it is a second's worth."""
    if not rate and not burst:
        return None
    numbers = (rate, burst or rate)
    if not all(n.isascii() and n.isdecimal() and 1 <= int(n[:7]) <= MAX_RATE for n in numbers):
        raise ValueError(f"Give whole numbers from 1 to {MAX_RATE}.")
    return RateLimit(int(rate), int(burst or rate))


def has_room(session: Session, project_id: object) -> bool:
    """Whether the project may have another key."""
    living = select(func.count()).where(
        ApiKey.project_id == project_id, ApiKey.revoked_at.is_(None)
    )
    return session.scalars(living).one() < MAX_KEYS


class _Reading:
    """Reads field after field, so that all faults are told at once."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def __call__(self, field: str, reader: Callable[[str], _Read], text: str) -> _Read | None:
        try:
            return reader(text.strip())
        except (ValueError, OriginRefused) as error:
            self.faults[field] = str(error)
            return None


def _origins(lines: list[tuple[int, str]]) -> Iterator[str]:
    for number, line in lines:
        try:
            yield origin_of(line)
        except OriginRefused as refused:
            raise OriginRefused(f"Line {number}: {refused}") from refused


def _expiry(text: str, now: datetime) -> datetime | None:
    """The end of the day, in UTC."""
    if not text:
        return None
    try:
        last = date.fromisoformat(text)
    except ValueError:
        raise ValueError("Give a day as year-month-day, for example 2027-03-31.") from None
    if not now.date() <= last <= (now + _LONGEST).date():
        raise ValueError("Give today or a later day, within ten years.")
    return datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
